//! The worker protocol of bench/versus for peers written in Rust: a picture comes in as raw RGB bytes, a picture
//! drawn with k colors goes out the same way, and only the quantiser itself is timed.

use std::fs;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// Rows of packed 8-bit sRGB pixels.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<[u8; 3]>,
}

/// A drawn picture, and how many seconds each named part of drawing it took.
pub struct Drawn {
    pub rgb: Vec<[u8; 3]>,
    pub parts: Vec<(&'static str, f64)>,
}

/// Runs `work` and says how many seconds it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

/// Looks up each pixel's color.
pub fn paint(palette: &[[u8; 3]], indices: &[u8]) -> Vec<[u8; 3]> {
    indices.iter().map(|&index| palette[usize::from(index)]).collect()
}

fn memory_kib(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

fn load(path: &str, width: usize, height: usize) -> io::Result<Picture> {
    let rgb = fs::read(path)?.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect();
    Ok(Picture { width, height, rgb })
}

/// Answers the commands on standard input, one line of JSON each, until it ends.
pub fn serve(draw: impl Fn(&Picture, u32) -> Drawn) -> io::Result<()> {
    let mut picture = None;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split('\t').collect();
        let bad = || io::Error::new(io::ErrorKind::InvalidInput, format!("no such command: {line}"));
        match words[..] {
            ["load", path, width, height] => {
                let sides = (width.parse().map_err(|_| bad())?, height.parse().map_err(|_| bad())?);
                picture = Some(load(path, sides.0, sides.1)?);
                println!("{{}}");
            }
            ["run", k, out] => {
                let picture = picture.as_ref().ok_or_else(bad)?;
                let k = k.parse().map_err(|_| bad())?;
                // 5 sets the peak back to what is resident now.
                let _ = fs::write("/proc/self/clear_refs", "5");
                let before = memory_kib("VmRSS:");
                let drawn = draw(picture, k);
                let peak = memory_kib("VmHWM:");
                fs::write(out, drawn.rgb.as_flattened())?;
                let parts: Vec<String> = drawn.parts.iter().map(|(n, s)| format!("\"{n}\": {s:.9}")).collect();
                let parts = parts.join(", ");
                println!("{{\"parts\": {{{parts}}}, \"before_kib\": {before}, \"peak_kib\": {peak}}}");
            }
            _ => return Err(bad()),
        }
        io::stdout().flush()?;
    }
    Ok(())
}
