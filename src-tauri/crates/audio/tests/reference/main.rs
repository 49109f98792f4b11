//! Files that another program made, decoded here and there: ffmpeg is the reference. Without it nothing is tested.
#![allow(clippy::unwrap_used)]

mod chained;
mod ffmpeg;
mod joined;
mod lossy;
mod odd;
mod refused;
mod seeks;
mod sound;
mod whole;
mod written;
