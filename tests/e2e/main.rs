//! The program without its window, end to end, and the rules of the house. One binary.

mod tidy;
