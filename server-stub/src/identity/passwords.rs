//! Passwords: what may be one, and argon2id off the async threads, a few at once.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use petpro_domain::Code;
use tokio::sync::Semaphore;

use crate::clock::Random;
use crate::config::Passwords as Cost;
use crate::problem::Problem;

const MIN: usize = 8;
/// Longer ones would only make hashing dearer; nobody remembers more.
const MAX: usize = 128;

/// Passwords of 8 characters and more that head every leaked list, lower case.
static COMMON: LazyLock<std::collections::HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Refuses what is short, common, the user's own name, or one character again and again. No rule
/// about kinds of characters: those make passwords worse (ASVS 6.2.5).
pub fn check(password: &str, email: &str) -> Result<(), Problem> {
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let mut letters: Vec<char> = lower.chars().collect();
    let length = letters.len();
    letters.dedup();
    let why = if length < MIN {
        "at least 8 characters"
    } else if length > MAX {
        "at most 128 characters"
    } else if COMMON.contains(lower.as_str()) {
        "one of the most common passwords"
    } else if lower == email || lower == local {
        "the same as the user name"
    } else if letters.len() == 1 {
        "one character again and again"
    } else {
        return Ok(());
    };
    Err(Problem::new(Code::PasswordWeak).at("/password", Code::PasswordWeak, why))
}

/// Hashes and compares, `at_once` at a time. One costs 20 ms and 19 MiB, so a crowd that signs in
/// must queue here and not on the async threads.
pub struct Passwords {
    permits: Semaphore,
    /// Who hashes or waits to.
    places: Semaphore,
    argon: Argon2<'static>,
    computed: AtomicU64,
    /// What an unknown user's password is compared with, so that the answer takes as long.
    nobody: String,
}

impl Passwords {
    pub fn new(cost: &Cost, random: &Random) -> Result<Self, String> {
        let params =
            Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|cause| format!("passwords: {cause}"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon, &hex::encode(random.bytes::<16>()), random.bytes())
            .map_err(|cause| format!("passwords: {cause}"))?;
        let places = Semaphore::new(cost.at_once + cost.waiting);
        Ok(Self { permits: Semaphore::new(cost.at_once), places, argon, computed: AtomicU64::new(0), nobody })
    }

    /// A PHC string to store.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Problem> {
        let argon = self.argon.clone();
        self.work(move || hash(&argon, &password, salt))
            .await?
            .map_err(|cause| Problem::new(Code::Internal).because(cause))
    }

    /// Whether it is the password of `stored`; `None` (nobody of that name) takes the same time.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Problem> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let argon = self.argon.clone();
        let same = self
            .work(move || {
                let stored = PasswordHash::new(&stored)?;
                Ok::<_, argon2::password_hash::phc::Error>(argon.verify_password(password.as_bytes(), &stored).is_ok())
            })
            .await?
            .map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        Ok(same && known)
    }

    /// Hashes computed since the start.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let _place = self.places.try_acquire().map_err(|_| Problem::new(Code::SlowDown).retry_after(2))?;
        let _permit = self.permits.acquire().await.map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.map_err(|cause| Problem::new(Code::Internal).because(cause))
    }
}

fn hash(argon: &Argon2<'_>, password: &str, salt: [u8; 16]) -> Result<String, argon2::password_hash::Error> {
    Ok(argon.hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        for weak in ["short", "Password123", "aaaaaaaaaaaa", "hana@petpro.example", "qwertyuiop"] {
            let problem = check(weak, "hana@petpro.example").unwrap_err();
            assert_eq!((problem.code, problem.errors[0].pointer.as_str()), (Code::PasswordWeak, "/password"), "{weak}");
        }
        check("petpro-demo-1", "hana@petpro.example").unwrap();
        check("고양이와강아지랑", "hana@petpro.example").unwrap();
    }
}
