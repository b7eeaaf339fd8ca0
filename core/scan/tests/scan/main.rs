//! The scanner from outside: frames in, believed codes out.

mod decode;
mod draw;
mod films;
mod never_invent;
