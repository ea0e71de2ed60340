//! quantette, as its documentation shows it: k-means (in Oklab) without dithering, all cores. `wu`: its default method.

use kvant_versus_peers::{serve, timed, Drawn, Picture};
use palette::Srgb;
use quantette::{ImageRef, PaletteSize, Pipeline, QuantizeMethod};

fn main() -> std::io::Result<()> {
    let wu = std::env::args().nth(1).as_deref() == Some("wu");
    serve(|picture: &Picture, k| {
        let pixels: &[Srgb<u8>] = palette::cast::from_array_slice(&picture.rgb);
        let (width, height) = (picture.width as u32, picture.height as u32);
        let image = ImageRef::new(width, height, pixels).expect("width * height pixels");
        let (indexed, total) = timed(|| {
            Pipeline::new()
                .palette_size(PaletteSize::from_u16_clamped(k as u16))
                .quantize_method(if wu { QuantizeMethod::Wu } else { QuantizeMethod::kmeans() })
                .ditherer(None)
                .parallel(true)
                .input_image(image)
                .output_srgb8_indexed_image()
        });
        let palette: Vec<[u8; 3]> = indexed.palette().iter().map(|c| [c.red, c.green, c.blue]).collect();
        Drawn { rgb: kvant_versus_peers::paint(&palette, indexed.indices()), parts: vec![("total", total)] }
    })
}
