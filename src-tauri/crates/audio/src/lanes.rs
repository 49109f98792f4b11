//! Loops compiled for every instruction set of the target's family, the best of which is chosen when they run.

pub use pulp::{Simd, WithSimd};

/// Runs `work` with the widest vectors this machine has. What it calls must be inlined into it to gain from them.
#[inline]
pub fn widest<W: WithSimd>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

/// `a · b + c`, rounded once where the machine can; elsewhere that would be a call per product.
#[inline(always)]
pub fn fused<S: Simd>(a: f32, b: f32, c: f32) -> f32 {
    if S::IS_SCALAR { a * b + c } else { a.mul_add(b, c) }
}

/// As [`fused`], in double precision.
#[inline(always)]
pub fn fused_f64<S: Simd>(a: f64, b: f64, c: f64) -> f64 {
    if S::IS_SCALAR { a * b + c } else { a.mul_add(b, c) }
}

/// The larger one; `best` where `value` is not a number. One instruction, unlike `f32::max`.
#[inline(always)]
pub fn larger(best: f32, value: f32) -> f32 {
    if value > best { value } else { best }
}
