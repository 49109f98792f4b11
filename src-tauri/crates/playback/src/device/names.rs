//! What devices are called.

use rodio::cpal::traits::HostTrait;
use rodio::cpal::{Device, Host};
use rodio::{DeviceTrait, cpal};

/// All output devices by name. Where two have the same, the system's own name stands behind it.
pub(super) fn named(host: &Host) -> Vec<(String, Device)> {
    let devices: Vec<Device> = host.output_devices().map(Iterator::collect).unwrap_or_default();
    let plain: Vec<Option<String>> = devices.iter().map(name_of).collect();
    let twice = |name: &String| plain.iter().flatten().filter(|other| *other == name).count() > 1;
    let names: Vec<Option<String>> = plain
        .iter()
        .zip(&devices)
        .map(|(name, device)| {
            let name = name.as_ref()?;
            let id = device.id().ok().filter(|_| twice(name));
            Some(id.map_or_else(|| name.clone(), |id| format!("{name} ({})", id.id())))
        })
        .collect();
    names
        .into_iter()
        .zip(devices)
        .filter_map(|(name, device)| Some((name?, device)))
        .collect()
}

/// The device that was chosen by this name, which may have been alone with it then, or one of two.
pub(super) fn find(host: &Host, wanted: &str) -> Option<(String, Device)> {
    let devices = named(host);
    let at = devices.iter().position(|(name, _)| name == wanted);
    // Alone with its name now: the system's own name says whether it is the one of the two that was meant.
    let meant = |(name, device): &(String, Device)| device.id().is_ok_and(|id| format!("{name} ({})", id.id()) == wanted);
    let at = at.or_else(|| devices.iter().position(meant));
    // One of two now, and alone when it was chosen.
    let alike = |(name, device): &(String, Device)| device.id().is_ok_and(|id| *name == format!("{wanted} ({})", id.id()));
    let at = at.or_else(|| devices.iter().position(alike));
    devices.into_iter().nth(at?)
}

/// The name of the default device, as in the list where it stands there.
pub(super) fn default(host: &Host, device: &Device) -> String {
    let id = device.id().ok();
    let listed = id.and_then(|id| named(host).into_iter().find(|(_, other)| other.id().is_ok_and(|other| other == id)));
    listed
        .map(|(name, _)| name)
        .or_else(|| name_of(device))
        .unwrap_or_else(|| "sound device".into())
}

fn name_of(device: &cpal::Device) -> Option<String> {
    device.description().ok().map(|description| description.name().to_string())
}
