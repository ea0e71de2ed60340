//! kmeans_colors as its own program calls it by default: Hamerly's algorithm in Lab, 20 iterations at most, one thread.
//! `rgb`: in sRGB.

use kmeans_colors::{get_kmeans_hamerly, Calculate, Hamerly, Kmeans};
use kvant_versus_peers::{paint, serve, timed, Drawn, Picture};
use palette::{white_point::D65, FromColor, IntoColor, Lab, Srgb};

const ITERATIONS: usize = 20;

fn fit<C: Calculate + Hamerly + Clone>(pixels: &[C], k: u32, tolerance: f32) -> (Kmeans<C>, f64) {
    timed(|| get_kmeans_hamerly(k as usize, ITERATIONS, tolerance, false, pixels, 0))
}

fn drawn(palette: Vec<Srgb<u8>>, indices: &[u8], convert: f64, fit: f64) -> Drawn {
    let palette: Vec<[u8; 3]> = palette.into_iter().map(Into::into).collect();
    Drawn { rgb: paint(&palette, indices), parts: vec![("fit", fit), ("total", convert + fit)] }
}

fn main() -> std::io::Result<()> {
    let rgb = std::env::args().nth(1).as_deref() == Some("rgb");
    serve(|picture: &Picture, k| {
        let colors: &[Srgb<u8>] = palette::cast::from_array_slice(&picture.rgb);
        if rgb {
            let (pixels, convert) = timed(|| colors.iter().map(|c| c.into_format()).collect::<Vec<Srgb<f32>>>());
            let (result, fit) = fit(&pixels, k, 0.0025);
            let palette = result.centroids.iter().map(|c| c.into_format()).collect();
            return drawn(palette, &result.indices, convert, fit);
        }
        let to_lab = |c: &Srgb<u8>| Lab::<D65, f32>::from_color(c.into_linear::<f32>());
        let (pixels, convert) = timed(|| colors.iter().map(to_lab).collect::<Vec<_>>());
        let (result, fit) = fit(&pixels, k, 5.0);
        let palette = result.centroids.iter().map(|&c| Srgb::from_linear(c.into_color())).collect();
        drawn(palette, &result.indices, convert, fit)
    })
}
