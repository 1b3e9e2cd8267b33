//! Colours as numbers: how light one is, how well two are told apart, and which of a few is nearest.
//!
//! Luminance and contrast are those of WCAG 2.2; the palettes are xterm's.

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The first sixteen. Terminals give these other values as they like; 16 to 255 are the same in all.
const SIXTEEN: [Rgb; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// The steps of the cube of colours that fills 16 to 231.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// How light a colour is: 0 black, 1 white.
pub fn luminance(rgb: Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = rgb.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// How well two colours are told apart: 1 not at all, 21 black and white.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// A colour of the palette of 256.
pub fn rgb_of_256(index: u8) -> Rgb {
    if let Some(&rgb) = SIXTEEN.get(usize::from(index)) {
        return rgb;
    }
    if index >= 232 {
        return [8 + (index - 232) * 10; 3];
    }
    let index = index - 16;
    [index / 36, index / 6 % 6, index % 6].map(|step| STEPS.get(usize::from(step)).copied().unwrap_or(0))
}

/// The nearest of those among the 256 that are the same in all terminals.
pub fn nearest_of_256(rgb: Rgb) -> u8 {
    (16..=255).min_by_key(|&index| distance(rgb, rgb_of_256(index))).unwrap_or(16)
}

/// The nearest of the sixteen.
pub fn nearest_of_16(rgb: Rgb) -> u8 {
    (0..16).min_by_key(|&index| distance(rgb, rgb_of_256(index))).unwrap_or(0)
}

/// How far two colours are apart to the eye, roughly ("redmean").
fn distance(one: Rgb, other: Rgb) -> i64 {
    let [red, green, blue] = [0, 1, 2].map(|part| {
        let value = |rgb: Rgb| rgb.get(part).copied().map_or(0, i64::from);
        value(one) - value(other)
    });
    let mean = (i64::from(one[0]) + i64::from(other[0])) / 2;
    (512 + mean) * red * red / 256 + 4 * green * green + (767 - mean) * blue * blue / 256
}

/// A colour of this hue (degrees) and strength (0 grey, 1 pure) that is as light as wanted.
pub fn of_luminance(hue: f64, strength: f64, wanted: f64) -> Rgb {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..20 {
        let middle = f64::midpoint(low, high);
        if luminance(of_hsl(hue, strength, middle)) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    of_hsl(hue, strength, high)
}

fn of_hsl(hue: f64, strength: f64, lightness: f64) -> Rgb {
    let reach = strength * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset| {
        let place = (offset + hue / 30.0) % 12.0;
        let part = lightness - reach * (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
        // Between 0 and 255 by construction, and `as` saturates.
        (part * 255.0).round() as u8
    })
}

/// Whether a colour is far enough from grey to be one.
pub fn is_colourful(rgb: Rgb) -> bool {
    let most = rgb.iter().max().copied().unwrap_or(0);
    let least = rgb.iter().min().copied().unwrap_or(0);
    most - least >= 80
}
