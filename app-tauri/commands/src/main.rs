//! Prints the TypeScript of the command table, for `cargo xtask app types`.

fn main() {
    print!("{}", petpro_app::typescript());
}
