//! One picture: bounded in pixels and memory before it is decoded, then scaled down.

use std::io::Cursor;

use audio::caught;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Pixels a side.
const LARGEST_SIDE: u32 = 8192;
/// Bytes a decoder may use.
const MOST_MEMORY: u64 = 128 << 20;
/// Pixels a side of what is kept: for pages and tiles, and for rows of lists.
const THUMBNAIL: u32 = 512;
const SMALL: u32 = 128;
const QUALITY: u8 = 85;

pub(super) struct Picture {
    pub(super) mime: &'static str,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) jpeg: Vec<u8>,
    pub(super) small: Vec<u8>,
}

/// `None` for what is no picture, is damaged, or is too large to be worth the memory.
pub(super) fn thumbnail(bytes: &[u8]) -> Option<Picture> {
    caught(|| decode(bytes)).unwrap_or_default()
}

/// A thumbnail of ours, as a row of a list shows it.
pub(super) fn small(jpeg: &[u8]) -> Option<Vec<u8>> {
    caught(|| encode(&within(SMALL, image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).ok()?))).unwrap_or_default()
}

fn decode(bytes: &[u8]) -> Option<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let format = reader.format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    // The decoded picture itself is not counted by every decoder's own limit.
    if width == 0 || height == 0 || width > LARGEST_SIDE || height > LARGEST_SIDE || decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    let image = DynamicImage::from_decoder(decoder).ok()?;
    let thumbnail = within(THUMBNAIL, image);
    let jpeg = encode(&thumbnail)?;
    let small = encode(&within(SMALL, thumbnail))?;
    Some(Picture {
        mime: mime(format),
        width,
        height,
        jpeg,
        small,
    })
}

/// Never larger than it was.
fn within(side: u32, image: DynamicImage) -> DynamicImage {
    if image.width() > side || image.height() > side {
        image.thumbnail(side, side)
    } else {
        image
    }
}

fn encode(image: &DynamicImage) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&image.to_rgb8())
        .ok()?;
    Some(jpeg)
}

fn mime(format: ImageFormat) -> &'static str {
    format.to_mime_type()
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        RgbaImage::from_pixel(width, height, image::Rgba([200, 10, 10, 128]))
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn pictures_become_small_jpegs() {
        for (size, expected, row) in [
            ((1000, 500), (512, 256), (128, 64)),
            ((300, 300), (300, 300), (128, 128)),
            ((100, 90), (100, 90), (100, 90)),
            ((1, 1), (1, 1), (1, 1)),
            ((8192, 2), (512, 1), (128, 1)),
        ] {
            let picture = thumbnail(&png(size.0, size.1)).unwrap();
            assert_eq!((picture.mime, picture.width, picture.height), ("image/png", size.0, size.1));
            let dimensions = |jpeg: &[u8]| image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().dimensions();
            assert_eq!((dimensions(&picture.jpeg), dimensions(&picture.small)), (expected, row));
            assert_eq!(dimensions(&small(&picture.jpeg).unwrap()), row);
        }
    }

    #[test]
    fn bombs_and_impostors_are_no_pictures() {
        // A header that claims 100,000 × 100,000.
        let mut bomb = png(16, 16);
        bomb[16..20].copy_from_slice(&100_000u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&100_000u32.to_be_bytes());
        let mut long = png(16, 16);
        long[16..20].copy_from_slice(&9_000u32.to_be_bytes());
        for bytes in [
            &bomb[..],
            &long,
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<html>",
            b"",
            b"GIF89a",
            &png(64, 64)[..60],
        ] {
            assert!(thumbnail(bytes).is_none() && small(bytes).is_none());
        }
    }
}
