//! The scanner from outside: frames in, believed codes out.

mod decode;
mod dim;
mod draw;
mod exposed;
mod films;
mod hostile;
mod never_invent;
mod qr;
