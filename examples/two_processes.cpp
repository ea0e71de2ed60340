// k-means of a table of which another process has one half: it answers through pipes, and its answers are added to our
// own. Machines would do the same over a network.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kvant/kmeans.hpp"
#include "kvant/parts.hpp"

namespace parts = kvant::parts;

namespace {

// A pipe carries blocks of bytes, each behind its size.
void send(int pipe, const void* bytes, std::size_t size) {
  for (const auto& [from, left] : {std::pair<const void*, std::size_t>(&size, sizeof size), {bytes, size}}) {
    for (std::size_t done = 0; done < left;) {
      const ssize_t some = write(pipe, static_cast<const char*>(from) + done, left - done);
      if (some < 0) throw std::runtime_error("the other process is gone");
      done += static_cast<std::size_t>(some);
    }
  }
}

void receive_all(int pipe, void* to, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t some = read(pipe, static_cast<char*>(to) + done, size - done);
    if (some <= 0) throw std::runtime_error("the other process is gone");
    done += static_cast<std::size_t>(some);
  }
}

template <class Number>
std::vector<Number> receive(int pipe) {
  std::size_t size = 0;
  receive_all(pipe, &size, sizeof size);
  std::vector<Number> numbers(size / sizeof(Number));
  receive_all(pipe, numbers.data(), size);
  return numbers;
}

template <class Number>
void send(int pipe, std::span<const Number> numbers) {
  send(pipe, numbers.data(), numbers.size_bytes());
}

enum Question : char { kExtent, kSample, kSums, kFarRows, kInertia };

const kvant::KMeansOptions kOptions{.clusters = 3};

// Answers until nobody asks any more.
void serve(parts::Part part, int in, int out) {
  char question = 0;
  while (read(in, &question, 1) == 1) {
    parts::TableExtent whole;
    whole.bytes = receive<std::uint8_t>(in);
    const auto centers = receive<double>(in);
    const auto moved = receive<double>(in);
    const auto most = receive<std::size_t>(in);
    parts::Answer answer;
    if (question == kExtent) answer = part.extent();
    if (question == kSample) answer = part.sample(whole, kOptions);
    if (question == kSums) answer = part.sums(whole, centers);
    if (question == kFarRows) answer = part.far_rows(whole, centers, moved, most.front());
    if (question == kInertia) answer = part.inertia(whole, centers);
    send(out, std::span<const std::uint8_t>(answer.bytes));
  }
}

class TwoHalves : public parts::Parts {
 public:
  TwoHalves(parts::Part own, int in, int out) : own_(std::move(own)), in_(in), out_(out) {}

  parts::TableExtent extent() override { return merged(own_.extent(), kExtent, {}, {}, {}, 0); }
  parts::TableSample sample(const parts::TableExtent& whole, const kvant::KMeansOptions& options) override {
    return merged(own_.sample(whole, options), kSample, whole, {}, {}, 0);
  }
  parts::TableSums sums(const parts::TableExtent& whole, std::span<const double> centers) override {
    return merged(own_.sums(whole, centers), kSums, whole, centers, {}, 0);
  }
  parts::TableFarRows far_rows(const parts::TableExtent& whole, std::span<const double> centers,
                               std::span<const double> moved, std::size_t most) override {
    return merged(own_.far_rows(whole, centers, moved, most), kFarRows, whole, centers, moved, most);
  }
  parts::TableInertia inertia(const parts::TableExtent& whole, std::span<const double> centers) override {
    return merged(own_.inertia(whole, centers), kInertia, whole, centers, {}, 0);
  }

 private:
  // Here both are asked in turn; who has many machines asks all at the same time.
  template <class Answer>
  Answer merged(Answer answer, char question, const parts::TableExtent& whole, std::span<const double> centers,
                std::span<const double> moved, std::size_t most) {
    if (write(out_, &question, 1) != 1) throw std::runtime_error("the other process is gone");
    send(out_, std::span<const std::uint8_t>(whole.bytes));
    send(out_, centers);
    send(out_, moved);
    send(out_, std::span<const std::size_t>(&most, 1));
    Answer other;
    other.bytes = receive<std::uint8_t>(in_);
    answer.merge(other);
    return answer;
  }

  parts::Part own_;
  int in_;
  int out_;
};

}  // namespace

int main() {
  // The same table as in cluster_points.cpp: visitors of a shop, by age and money spent.
  const std::vector<float> visitors = {18, 5,  21, 8,  19, 6,  20, 7,    // students
                                       35, 60, 38, 72, 41, 66, 36, 58,   // parents
                                       70, 20, 74, 25, 69, 22, 72, 19};  // grandparents
  const std::span<const float> all(visitors);
  std::array<int, 2> questions{};
  std::array<int, 2> answers{};
  if (pipe(questions.data()) != 0 || pipe(answers.data()) != 0) return EXIT_FAILURE;
  const pid_t other = fork();
  if (other < 0) return EXIT_FAILURE;
  if (other == 0) {
    close(questions[1]);
    serve(parts::Part(kvant::PointsView{.coordinates = all.last(12), .dimensions = 2}, 6), questions[0], answers[1]);
    _exit(EXIT_SUCCESS);
  }
  close(questions[0]);
  close(answers[1]);
  TwoHalves table(parts::Part(kvant::PointsView{.coordinates = all.first(12), .dimensions = 2}), answers[0],
                  questions[1]);
  const kvant::KMeansResult result = parts::kmeans(table, kOptions);
  close(questions[1]);
  waitpid(other, nullptr, 0);

  const kvant::KMeansResult whole = kvant::kmeans({.coordinates = visitors, .dimensions = 2}, kOptions);
  for (std::size_t i = 0; i < result.centers.size(); i += 2) {
    std::printf("age %4.1f, spent %4.1f\n", result.centers[i], result.centers[i + 1]);
  }
  const bool same = result.centers == whole.centers && result.inertia == whole.inertia;
  std::printf("%s\n", same ? "the same as in one process" : "not the same as in one process");
}
