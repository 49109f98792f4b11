//! Where the network runs.

use candle_core::Device;

/// A person's choice of device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// A GPU if this build and this machine have one, else the CPU.
    #[default]
    Auto,
    Cpu,
    Cuda,
    Metal,
}

impl DeviceChoice {
    /// Opens the device; `Auto` falls back to the CPU, a named device that is not there is an error.
    pub fn open(self) -> candle_core::Result<Device> {
        match self {
            Self::Cpu => Ok(Device::Cpu),
            Self::Cuda => Device::new_cuda(0),
            Self::Metal => Device::new_metal(0),
            Self::Auto => Ok(gpu().unwrap_or(Device::Cpu)),
        }
    }
}

/// Only what was built in is tried: asking for another costs seconds on some machines.
fn gpu() -> Option<Device> {
    if cfg!(feature = "cuda") {
        return Device::new_cuda(0).ok();
    }
    if cfg!(feature = "metal") {
        return Device::new_metal(0).ok();
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn auto_always_finds_a_device_and_a_missing_one_is_named() {
        assert!(DeviceChoice::Auto.open().is_ok());
        if !cfg!(feature = "cuda") {
            assert!(DeviceChoice::Cuda.open().unwrap_err().to_string().to_lowercase().contains("cuda"));
        }
    }
}
