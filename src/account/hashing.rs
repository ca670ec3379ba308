//! Password hashes: slow by design, without delaying other requests.

use std::{
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash as Phc};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use tokio::{sync::oneshot, time::timeout};

use super::password::Password;
use crate::error::Failure;

/// Argon2id with 19 MiB and two passes: the minimum of OWASP's Password Storage Cheat Sheet.
///
/// Higher costs slow down an attacker who has the database, and the server as well. To raise them, change
/// only this constant: the hash of a lower cost is replaced when its owner signs in.
const PARAMETERS: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(parameters) => parameters,
    Err(_) => panic!("Argon2 takes these parameters"),
};

/// The capacity of the queue.
const QUEUE_CAPACITY: usize = 2_000;

/// How long a caller waits for its result before it gets [`Failure::Unavailable`].
const RESULT_TIMEOUT: Duration = Duration::from_secs(20);

/// A hash in the PHC string format, with its salt and parameters.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it was made with parameters other than today's.
    fn is_outdated(&self) -> bool {
        let made_with = Phc::new(&self.0).ok().and_then(|hash| Params::try_from(&hash).ok());
        made_with.is_none_or(|made_with| {
            let costs = |parameters: &Params| (parameters.m_cost(), parameters.t_cost(), parameters.p_cost());
            costs(&made_with) != costs(&PARAMETERS)
        })
    }
}

impl std::str::FromStr for PasswordHash {
    type Err = argon2::password_hash::Error;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Phc::new(raw).map(|_| Self(raw.to_owned())).map_err(Into::into)
    }
}

crate::database::personal_text_column!(PasswordHash);

/// The result of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Yes,
    /// The password is right, and its hash should be replaced.
    Dated,
    No,
}

/// Computes and compares hashes on a few dedicated threads, so that a thousand logins leave processor time to
/// signed-in users.
///
/// The threads are not the runtime's blocking threads. A scheduler favours threads that have just woken up.
/// With a hundred threads that wake one after the other, other requests waited four times as long at the 99th
/// percentile as with one busy thread, which the scheduler preempts (measured on Linux 6.18:
/// `tests/api/login_load.rs`).
pub struct Hasher {
    jobs: SyncSender<Job>,
}

type Job = Box<dyn FnOnce() + Send>;

/// The hash to compare with when there is no account, so that the comparison takes as long.
static DECOY: LazyLock<PasswordHash> = LazyLock::new(|| {
    let password = Password::from_input(&"decoy".to_owned().into()).expect("it is short");
    hash(&password).expect("Argon2 hashes every password")
});

impl Hasher {
    /// A hasher with half as many threads as there are processors, and at least one. The threads end when the
    /// hasher is dropped.
    pub fn new() -> Self {
        // Computed now, because the first comparison that needs it would take twice as long otherwise.
        LazyLock::force(&DECOY);
        let (jobs, queue) = sync_channel(QUEUE_CAPACITY);
        let queue = Arc::new(Mutex::new(queue));
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 0..(processors / 2).max(1) {
            let queue = queue.clone();
            let hashing = thread::Builder::new().name("panda-hash".to_owned());
            hashing.spawn(move || run_jobs(&queue)).expect("the system has a thread for us");
        }
        Self { jobs }
    }

    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Failure> {
        self.enqueue(move || hash(&password))
            .await?
            .map_err(|error| Failure::fault(anyhow::anyhow!("{error}")))
    }

    /// Compares a password with a hash. Without a hash, the answer is `Match::No` after the same time.
    pub async fn compare(&self, password: Password, known: Option<PasswordHash>) -> Result<Match, Failure> {
        let is_known = known.is_some();
        let compared = known.unwrap_or_else(|| DECOY.clone());
        self.enqueue(move || {
            let outcome = Argon2::default().verify_password(password.as_bytes(), compared.as_str());
            match outcome {
                Ok(()) if is_known && compared.is_outdated() => Match::Dated,
                Ok(()) if is_known => Match::Yes,
                Ok(()) | Err(_) => Match::No,
            }
        })
        .await
    }

    async fn enqueue<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (done, outcome) = oneshot::channel();
        let job = move || {
            // The caller may have stopped waiting, before or after the computation.
            if !done.is_closed() {
                drop(done.send(work()));
            }
        };
        self.jobs.try_send(Box::new(job)).map_err(|_| Failure::Unavailable)?;
        let outcome = timeout(RESULT_TIMEOUT, outcome).await.map_err(|_| Failure::Unavailable)?;
        outcome.map_err(Failure::fault)
    }
}

/// Runs the jobs of the queue until its sender is dropped.
fn run_jobs(queue: &Mutex<Receiver<Job>>) {
    loop {
        // The lock is held while waiting for a job; the other threads wait for the lock.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // The panic hook has logged it; the caller sees that the result channel is closed.
        drop(catch_unwind(AssertUnwindSafe(job)));
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

fn hash(password: &Password) -> Result<PasswordHash, argon2::password_hash::Error> {
    let hash = Argon2::from(&PARAMETERS).hash_password(password.as_bytes())?;
    Ok(PasswordHash(hash.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(raw: &str) -> Password {
        Password::from_input(&raw.into()).unwrap()
    }

    #[tokio::test]
    async fn a_hash_matches_its_password_and_no_other() {
        let hasher = Hasher::new();
        let known = hasher.hash(password("correct horse")).await.unwrap();
        assert!(known.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let compare = async |raw: &str, known: Option<&PasswordHash>| {
            hasher.compare(password(raw), known.cloned()).await.unwrap()
        };
        assert_eq!(compare("correct horse", Some(&known)).await, Match::Yes);
        assert_eq!(compare("correct house", Some(&known)).await, Match::No);
        assert_eq!(compare("decoy", None).await, Match::No);
        let again = hasher.hash(password("correct horse")).await.unwrap();
        assert_ne!(again, known, "each hash has its own salt");
    }

    #[tokio::test]
    async fn a_hash_with_former_parameters_is_outdated() {
        let former = Argon2::from(Params::new(8 * 1024, 1, 1, None).unwrap());
        let hash: PasswordHash = former.hash_password(b"correct horse").unwrap().to_string().parse().unwrap();
        let outcome = Hasher::new().compare(password("correct horse"), Some(hash)).await.unwrap();
        assert_eq!(outcome, Match::Dated);
    }
}
