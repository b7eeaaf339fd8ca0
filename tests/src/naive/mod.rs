//! L2: generated stories of one household, each told twice: to a naive cart that knows nothing of
//! ops, lanes, epochs or `apply()`, and to the real engines. What every phone shows and what the
//! server holds must be the same after every step. A story that fails is shrunk to its shortest form.

mod cart;
mod household;
mod real;

use petpro_sync::planted::Planted;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, Sequential, StateMachineTest};

pub use household::{Household, Step};

/// What a failing story looks like: the household at its beginning and the steps that are left.
pub type Story = (Household, Vec<Step>);

/// Tells `cases` stories of `steps` steps with this bug planted. `Err`: what was wrong, and the
/// shortest story that shows it. `seed` decides everything.
pub fn tell(cases: u32, steps: usize, seed: u64, planted: Planted) -> Result<(), (String, Story)> {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None, // the seed is enough
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let stories = Sequential::new(
        steps.into(),
        move || household::beginning(planted),
        Household::preconditions,
        Household::transitions,
        Household::apply,
    );
    let told = TestRunner::new(config.clone()).run(&stories, |(household, steps, seen)| {
        real::Real::test_sequential(config.clone(), household, steps, seen);
        Ok(())
    });
    told.map_err(|error| match error {
        TestError::Fail(why, (household, steps, _)) => (why.to_string(), (household, steps)),
        TestError::Abort(why) => panic!("no story was told: {why}"),
    })
}
