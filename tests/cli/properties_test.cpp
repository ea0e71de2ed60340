// What holds for the text of any command line, however strange.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>

#include "cli/options/palette_argument.hpp"
#include "cli/options/parse.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/redraw_command.hpp"
#include "cli/redraw/resolve.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

/// Words as a fuzzer would write them: options, parts of options, values and noise.
rc::Gen<std::string> any_word() {
  std::vector<std::string> known = {"-", "--", "-k", "=", "-k24", "[a,b]", "{}", "", "%%", "++", "-kf", "--=", "---"};
  for (const Option& option : redraw_command().options) {
    known.push_back("--" + std::string(option.name));
    known.push_back("--" + std::string(option.name) + "=");
    known.push_back("--" + std::string(option.name) + "=7");
    if (option.letter != 0) known.push_back(std::string("-") + option.letter);
    known.insert(known.end(), option.choices.begin(), option.choices.end());
  }
  // A word of the command line cannot hold a zero.
  const auto noise = rc::gen::container<std::string>(rc::gen::distinctFrom('\0'));
  const auto number =
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return std::to_string(n); });
  return rc::gen::oneOf(rc::gen::elementOf(known), rc::gen::elementOf(known), noise, number);
}

bool is_one_safe_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

TEST(CommandLine, IsUnderstoodOrRefusedInOneLine) {
  EXPECT_TRUE(rc::check([] {
    const auto words = *rc::gen::container<std::vector<std::string>>(any_word());
    std::vector<const char*> pointers = {"kvant"};
    for (const std::string& word : words) pointers.push_back(word.c_str());
    try {
      const auto arguments = std::make_shared<RedrawArguments>();
      const Commands commands = {redraw_command(arguments)};
      if (parse_words(commands, static_cast<int>(pointers.size()), pointers.data()).action == Action::run) {
        RC_ASSERT(!arguments->inputs.names.empty());
        resolve(*arguments);
        RC_ASSERT(arguments->quantize.colors >= 1 && arguments->quantize.colors <= 65'536);
        RC_ASSERT(arguments->quantize.effort >= 1 && arguments->quantize.effort <= 10);
        RC_ASSERT(arguments->quantize.effort == arguments->encode.effort);
      }
    } catch (const UsageError& error) {
      RC_ASSERT(is_one_safe_line(error.what()));
      RC_ASSERT(std::string(error.what()).size() > 5U);
    }
  }));
}

TEST(CommandLine, WordsAfterTwoDashesAreFiles) {
  EXPECT_TRUE(rc::check([] {
    const auto names = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
        rc::gen::suchThat(any_word(), [](const std::string& word) { return !word.empty() && word != "-"; })));
    std::vector<const char*> pointers = {"kvant", "--"};
    for (const std::string& name : names) pointers.push_back(name.c_str());
    const Commands commands = {redraw_command()};
    const Request request = parse_words(commands, static_cast<int>(pointers.size()), pointers.data());
    const std::vector<std::string>& inputs = *request.command.inputs;
    RC_ASSERT(inputs.size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) RC_ASSERT(inputs[i] == names[i] || inputs[i] == "./" + names[i]);
  }));
}

TEST(Text, PrintableIsSafeAndLeavesItselfAlone) {
  EXPECT_TRUE(rc::check([](const std::string& text) {
    const std::string shown = printable(text);
    RC_ASSERT(is_one_safe_line(shown));
    RC_ASSERT(printable(shown) == shown);
    RC_ASSERT(columns(shortened(shown, 10)) <= 10U);
  }));
}

TEST(PaletteArgument, IsReadBack) {
  EXPECT_TRUE(rc::check([] {
    const auto codes = *rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<std::uint32_t>>());
    Palette palette;
    std::string text;
    for (const std::uint32_t code : codes) {
      palette.push_back({static_cast<std::uint8_t>(code >> 24U), static_cast<std::uint8_t>(code >> 16U),
                         static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code)});
      text += hex(palette.back()) + ",";
    }
    RC_ASSERT(palette_argument("palette", text).colors == palette);
  }));
}

TEST(PaletteArgument, NoiseIsReadOrRefusedInOneLine) {
  EXPECT_TRUE(rc::check([](const std::string& text) {
    try {
      RC_ASSERT(!palette_argument("palette", text).colors.empty());
    } catch (const UsageError& error) {
      RC_ASSERT(is_one_safe_line(error.what()));
    }
  }));
}

}  // namespace
}  // namespace kvant::cli
