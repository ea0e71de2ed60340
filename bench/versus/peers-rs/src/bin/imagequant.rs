//! imagequant 4 with its default speed. `nofs`: without dithering.

use imagequant::{Attributes, RGBA};
use kvant_versus_peers::{serve, timed, Drawn, Picture};

fn main() -> std::io::Result<()> {
    let dithering = if std::env::args().nth(1).as_deref() == Some("nofs") { 0.0 } else { 1.0 };
    serve(|picture: &Picture, k| {
        let pixels: Vec<RGBA> = picture.rgb.iter().map(|p| RGBA::new(p[0], p[1], p[2], 255)).collect();
        let mut attributes = Attributes::new();
        attributes.set_max_colors(k).expect("2 to 256 colors");
        let ((mut result, mut image), fit) = timed(|| {
            let mut image =
                attributes.new_image_borrowed(&pixels, picture.width, picture.height, 0.0).expect("a valid size");
            (attributes.quantize(&mut image).expect("no quality limit is set"), image)
        });
        result.set_dithering_level(dithering).expect("0 to 1");
        let ((palette, indices), map) = timed(|| result.remapped(&mut image).expect("memory"));
        let palette: Vec<[u8; 3]> = palette.iter().map(|c| [c.r, c.g, c.b]).collect();
        let rgb = kvant_versus_peers::paint(&palette, &indices);
        Drawn { rgb, parts: vec![("fit", fit), ("map", map), ("total", fit + map)] }
    })
}
