//! The folded network against the same network written out with its batch norms, and against itself in pieces.
#![allow(clippy::unwrap_used)]
use std::collections::HashMap;

use candle_core::Tensor;
use domain::SplitMix64;

use super::*;

fn shape() -> Shape {
    Shape {
        widths: [8, 8, 12, 16],
        vertical: [5, 30],
        embedding: 10,
        heads: vec![("genres".into(), 3), ("quadrants".into(), 4)],
    }
}

type Put<'a> = &'a mut dyn FnMut(String, &[usize], f32, f32);

fn random_weights(shape: &Shape) -> HashMap<String, Tensor> {
    let mut rng = SplitMix64::new(9);
    let mut weights = HashMap::new();
    let mut put = |name: String, dims: &[usize], low: f32, high: f32| {
        let n: usize = dims.iter().product();
        let values: Vec<f32> = (0..n).map(|_| low + (high - low) * rng.unit() as f32).collect();
        weights.insert(name, Tensor::from_vec(values, dims, &Device::Cpu).unwrap());
    };
    let [s, a, b, c] = shape.widths;
    let norm = |put: Put, name: &str, n: usize| {
        put(format!("{name}.weight"), &[n], 0.5, 1.5);
        put(format!("{name}.bias"), &[n], -0.5, 0.5);
        put(format!("{name}.running_mean"), &[n], -0.5, 0.5);
        put(format!("{name}.running_var"), &[n], 0.5, 2.0);
    };
    put("input.mean".into(), &[N_MELS], 0.0, 2.0);
    put("input.deviation".into(), &[N_MELS], 0.5, 1.5);
    put("stem.weight".into(), &[s, N_MELS, 4], -0.1, 0.1);
    norm(&mut put, "stem.norm", s);
    put("vertical.weight".into(), &[shape.vertical[0], 1, shape.vertical[1], 4], -0.1, 0.1);
    norm(&mut put, "vertical.norm", shape.vertical[0]);
    put("vertical.out.weight".into(), &[s, shape.vertical[0], 1], -0.5, 0.5);
    for (i, (inputs, outputs, kernel)) in [(s, a, 3), (a, b, 4), (b, c, 4)].into_iter().enumerate() {
        put(format!("blocks.{i}.first.weight"), &[outputs, inputs, kernel], -0.3, 0.3);
        norm(&mut put, &format!("blocks.{i}.first.norm"), outputs);
        put(format!("blocks.{i}.second.weight"), &[outputs, outputs, 3], -0.3, 0.3);
        norm(&mut put, &format!("blocks.{i}.second.norm"), outputs);
        if inputs != outputs {
            put(format!("blocks.{i}.skip.weight"), &[outputs, inputs, 2], -0.3, 0.3);
            norm(&mut put, &format!("blocks.{i}.skip.norm"), outputs);
        }
    }
    norm(&mut put, "pooled.norm", 3 * c);
    for (name, width) in [("embedding", shape.embedding), ("genres", 3), ("quadrants", 4)] {
        put(format!("{name}.weight"), &[width, 3 * c], -0.3, 0.3);
        put(format!("{name}.bias"), &[width], -0.3, 0.3);
    }
    weights
}

fn frames(rows: usize) -> Vec<f32> {
    let mut rng = SplitMix64::new(4);
    (0..rows * N_MELS).map(|_| rng.unit() as f32 * 3.0).collect()
}

fn network() -> (Network, HashMap<String, Tensor>) {
    let weights = random_weights(&shape());
    let vb = VarBuilder::from_tensors(weights.clone(), DType::F32, &Device::Cpu);
    (Network::new(shape(), &vb).unwrap(), weights)
}

/// The definition, norm by norm, with candle's stock operations on `[1, channel, time]`.
fn unfolded(weights: &HashMap<String, Tensor>, rows: &[f32]) -> Vec<f32> {
    let get = |name: &str| weights[name].clone();
    let column = |t: Tensor| t.reshape((1, t.elem_count(), 1)).unwrap();
    let norm = |x: Tensor, name: &str| {
        let centred = x.broadcast_sub(&column(get(&format!("{name}.running_mean")))).unwrap();
        let deviation = (get(&format!("{name}.running_var")) + EPSILON).unwrap().sqrt().unwrap();
        let scaled = centred
            .broadcast_div(&column(deviation))
            .unwrap()
            .broadcast_mul(&column(get(&format!("{name}.weight"))))
            .unwrap();
        scaled.broadcast_add(&column(get(&format!("{name}.bias")))).unwrap()
    };
    let conv = |x: &Tensor, name: &str, stride: usize, padding: usize| {
        norm(
            x.conv1d(&get(&format!("{name}.weight")), padding, stride, 1, 1).unwrap(),
            &format!("{name}.norm"),
        )
    };
    let x = Tensor::from_slice(rows, (1, rows.len() / N_MELS, N_MELS), &Device::Cpu)
        .unwrap()
        .transpose(1, 2)
        .unwrap()
        .contiguous()
        .unwrap();
    let x = x
        .broadcast_sub(&column(get("input.mean")))
        .unwrap()
        .broadcast_div(&column(get("input.deviation")))
        .unwrap();
    let stem = conv(&x, "stem", 2, 1);
    let padded = x.pad_with_zeros(2, 1, 1).unwrap().unsqueeze(0).unwrap();
    let places: Vec<Tensor> = (0..=(N_MELS - 30) / 4)
        .map(|place| {
            let strip = padded.narrow(2, 4 * place, 30).unwrap().contiguous().unwrap();
            let y = strip.conv2d(&get("vertical.weight"), 0, 2, 1, 1).unwrap().squeeze(2).unwrap();
            norm(y, "vertical.norm")
        })
        .collect();
    let strongest = Tensor::stack(&places, 0).unwrap().max(0).unwrap().relu().unwrap();
    let timbre = strongest.conv1d(&get("vertical.out.weight"), 0, 1, 1, 1).unwrap();
    let mut x = (stem + timbre).unwrap().relu().unwrap();
    for i in 0..3 {
        let stride = if i == 0 { 1 } else { 2 };
        let inner = conv(&x, &format!("blocks.{i}.first"), stride, 1).relu().unwrap();
        let outer = conv(&inner, &format!("blocks.{i}.second"), 1, 1);
        let skip = if i == 0 {
            x
        } else {
            conv(&x, &format!("blocks.{i}.skip"), stride, 0)
        };
        x = (outer + skip).unwrap().relu().unwrap();
    }
    x.squeeze(0).unwrap().t().unwrap().flatten_all().unwrap().to_vec1().unwrap()
}

fn close(a: &[f32], b: &[f32], tolerance: f32) {
    assert_eq!(a.len(), b.len());
    let worst = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < tolerance, "differs by {worst}");
}

#[test]
fn folding_changes_nothing() {
    let (network, weights) = network();
    for rows in [8, 16, 100, 101, 107, 320] {
        let input = frames(rows);
        let got = network.features(&input).unwrap();
        assert_eq!(got.len(), rows / 8 * 16);
        close(&got, &unfolded(&weights, &input), 1e-3);
    }
    assert!(network.features(&frames(7)).unwrap().is_empty());
}

#[test]
fn the_halo_covers_what_a_row_depends_on() {
    let (network, _) = network();
    let input = frames(400);
    let whole = network.features(&input).unwrap();
    let (from, to) = (160, 240);
    let piece = network.features(&input[(from - HALO) * N_MELS..(to + HALO) * N_MELS]).unwrap();
    let skip = HALO / FRAMES_PER_ROW * 16;
    close(&piece[skip..piece.len() - skip], &whole[from / 8 * 16..to / 8 * 16], 1e-4);
}

#[test]
fn heads_do_not_depend_on_the_batch() {
    let (network, weights) = network();
    let mut rng = SplitMix64::new(1);
    let rows: Vec<Vec<f32>> = (0..5).map(|_| (0..48).map(|_| rng.unit() as f32).collect()).collect();
    let together = network.hear(&rows).unwrap();
    for (row, heard) in rows.iter().zip(&together) {
        let alone = network.hear(std::slice::from_ref(row)).unwrap();
        close(&alone[0].embedding, &heard.embedding, 1e-5);
        assert_eq!((heard.heads[0].len(), heard.heads[1].len()), (3, 4));
    }
    // One output by hand, norm and all.
    let value = |name: &str, i: usize| weights[name].flatten_all().unwrap().to_vec1::<f32>().unwrap()[i];
    let by_hand: f32 = (0..48)
        .map(|i| {
            let deviation = (value("pooled.norm.running_var", i) + EPSILON as f32).sqrt();
            let normed = (rows[0][i] - value("pooled.norm.running_mean", i)) / deviation;
            (normed * value("pooled.norm.weight", i) + value("pooled.norm.bias", i)) * value("quadrants.weight", 2 * 48 + i)
        })
        .sum();
    assert!((together[0].heads[1][2] - by_hand - value("quadrants.bias", 2)).abs() < 1e-3);
    assert!(network.hear(&[]).unwrap().is_empty());
}

#[test]
fn a_missing_or_misshapen_tensor_is_an_error() {
    let mut weights = random_weights(&shape());
    weights.insert(
        "stem.weight".into(),
        Tensor::zeros((8, N_MELS, 3), DType::F32, &Device::Cpu).unwrap(),
    );
    assert!(Network::new(shape(), &VarBuilder::from_tensors(weights.clone(), DType::F32, &Device::Cpu)).is_err());
    weights.remove("stem.weight");
    assert!(Network::new(shape(), &VarBuilder::from_tensors(weights, DType::F32, &Device::Cpu)).is_err());
}
