//! Hashes of passwords: slow on purpose, and yet nobody else is kept waiting.

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

/// Argon2id with 19 MiB and two passes: what OWASP's Password Storage Cheat Sheet asks for at least.
///
/// More makes the database's thief work longer, and the server as well. Whoever raises it does nothing else: hashes with
/// less are made anew when their owners sign in.
const PARAMETERS: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(parameters) => parameters,
    Err(_) => panic!("Argon2 takes these parameters"),
};

/// How many may wait for their turn.
const LONGEST_QUEUE: usize = 2_000;

/// For how long somebody waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// A hash in the PHC string format, with its salt and parameters.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it was made with other parameters than are used today.
    fn is_dated(&self) -> bool {
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

/// What came of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Yes,
    /// It is the password, and its hash should be made anew.
    Dated,
    No,
}

/// Makes and compares hashes on threads of its own, and few of them, so that a thousand logins leave room on the processors
/// for everybody who is signed in.
///
/// They are not the runtime's blocking threads. A system's scheduler is kind to whoever has just woken up, and a hundred
/// threads that wake one after the other kept others waiting four times as long, at the 99th percentile, as one thread that is
/// busy all the time, which it lets others interrupt (measured on Linux 6.18: `tests/api/login_load.rs`).
pub struct Hasher {
    jobs: SyncSender<Job>,
}

type Job = Box<dyn FnOnce() + Send>;

/// What is compared when there is no account, so that this takes as long.
static DECOY: LazyLock<PasswordHash> = LazyLock::new(|| {
    let password = Password::from_input(&"nobody's".to_owned().into()).expect("it is short");
    hash(&password).expect("Argon2 hashes every password")
});

impl Hasher {
    /// A hasher that uses up to half of the processors. Its threads end with it.
    pub fn new() -> Self {
        // Made now, for the first who is compared with it would wait twice as long.
        LazyLock::force(&DECOY);
        let (jobs, queue) = sync_channel(LONGEST_QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 0..(processors / 2).max(1) {
            let queue = queue.clone();
            let hashing = thread::Builder::new().name("panda-hash".to_owned());
            hashing.spawn(move || work_off(&queue)).expect("the system has a thread for us");
        }
        Self { jobs }
    }

    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Failure> {
        self.in_turn(move || hash(&password))
            .await?
            .map_err(|error| Failure::fault(anyhow::anyhow!("{error}")))
    }

    /// Whether it is the password of this hash; of no hash it is none, after the same time.
    pub async fn compare(&self, password: Password, known: Option<PasswordHash>) -> Result<Match, Failure> {
        let is_known = known.is_some();
        let compared = known.unwrap_or_else(|| DECOY.clone());
        self.in_turn(move || {
            let outcome = Argon2::default().verify_password(password.as_bytes(), compared.as_str());
            match outcome {
                Ok(()) if is_known && compared.is_dated() => Match::Dated,
                Ok(()) if is_known => Match::Yes,
                Ok(()) | Err(_) => Match::No,
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (done, outcome) = oneshot::channel();
        let job = move || {
            // Nobody may be waiting any longer, before or after.
            if !done.is_closed() {
                drop(done.send(work()));
            }
        };
        self.jobs.try_send(Box::new(job)).map_err(|_| Failure::Unavailable)?;
        let outcome = timeout(PATIENCE, outcome).await.map_err(|_| Failure::Unavailable)?;
        outcome.map_err(Failure::fault)
    }
}

/// Does what is in the queue until nobody can add to it any longer.
fn work_off(queue: &Mutex<Receiver<Job>>) {
    loop {
        // Whoever waits for the queue waits for a job as well.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // The panic hook has logged it, and whoever waited hears of it.
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
    async fn a_hash_knows_its_password_and_no_other() {
        let hasher = Hasher::new();
        let known = hasher.hash(password("correct horse")).await.unwrap();
        assert!(known.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let compare = async |raw: &str, known: Option<&PasswordHash>| {
            hasher.compare(password(raw), known.cloned()).await.unwrap()
        };
        assert_eq!(compare("correct horse", Some(&known)).await, Match::Yes);
        assert_eq!(compare("correct house", Some(&known)).await, Match::No);
        assert_eq!(compare("nobody's", None).await, Match::No);
        let again = hasher.hash(password("correct horse")).await.unwrap();
        assert_ne!(again, known, "each has a salt of its own");
    }

    #[tokio::test]
    async fn a_hash_of_former_parameters_is_known_to_be_dated() {
        let former = Argon2::from(Params::new(8 * 1024, 1, 1, None).unwrap());
        let hash: PasswordHash = former.hash_password(b"correct horse").unwrap().to_string().parse().unwrap();
        let outcome = Hasher::new().compare(password("correct horse"), Some(hash)).await.unwrap();
        assert_eq!(outcome, Match::Dated);
    }
}
