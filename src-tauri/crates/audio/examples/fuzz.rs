//! Malformed files through this crate, in processes of their own: `fuzz [count] [seconds] [seed] [first]`. What the bench calls `fuzz`,
//! without all that the bench is built of, so that it is quickly there with other checks compiled in.

#[path = "../tests/malformed/mod.rs"]
mod malformed;

use malformed::harness::{Plan, child, run};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|first| first == "child") {
        return child(&args[1..], |_| ());
    }
    let number = |index: usize| args.get(index).and_then(|arg| arg.parse().ok());
    let plan = Plan {
        count: number(0).unwrap_or(20_000),
        seconds: number(1),
        seed: number(2).unwrap_or(1),
        first: number(3).unwrap_or(0),
        processes: std::thread::available_parallelism().map_or(2, usize::from),
        offenders: std::env::temp_dir().join("attune-fuzz"),
    };
    println!(
        "{} made by hand, {} to cost time or memory",
        malformed::count_by_hand(),
        malformed::specials().len()
    );
    let this = std::env::current_exe()?;
    let start = |args: &[String]| {
        let mut command = std::process::Command::new(&this);
        command.arg("child").args(args);
        command
    };
    if !run(&plan, &start)? {
        println!("see {}", plan.offenders.display());
    }
    Ok(())
}
