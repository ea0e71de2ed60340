#include "cli/redraw/shared_palette.hpp"

#include <new>

#include "cli/redraw/background.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {

RedrawArguments with_shared_palette(const RedrawArguments& arguments, const Plan& plan) {
  SharedPalette shared(arguments.quantize);
  std::size_t counted = 0;
  {
    Progress progress(plan.steps.size(), !arguments.telling.quiet && can_show_progress());
    for (const auto& step : plan.steps) {
      if (const auto* job = std::get_if<Job>(&step)) {
        progress.begin(name_of_input(job->input));
        try {
          Image image = read_image(job->input, arguments.inputs.read).image;
          draw_on_background(image, job->format, arguments.background);
          shared.add(image);
          ++counted;
        } catch (const Error&) {
          // Its second reading says what is wrong with it.
        } catch (const std::bad_alloc&) {
          // So does this.
        }
      }
      progress.finish();
    }
  }
  RedrawArguments drawing = arguments;
  if (counted == 0) return drawing;
  QuantizeOptions& quantize = drawing.quantize;
  quantize.palette = shared.fit();
  quantize.pins.clear();
  quantize.start.clear();
  quantize.init = Init::kmeans_plus_plus;
  quantize.salience = 0;
  return drawing;
}

}  // namespace kvant::cli
