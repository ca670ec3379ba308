//! A database that is full or refuses connections: the responses, and the recovery of the server.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::Command,
};

use diesel::{QueryableByName, sql_query, sql_types::Text};
use diesel_async::AsyncPgConnection;
use nix::unistd::geteuid;
use panda::database::{Capacity, Database};

use crate::support::{OwnCluster, Practice, TestDatabase, eventually, expect_unavailable, texts};

/// The server's role is not a superuser, because superusers have reserved connections.
const ROLE: &str = "DO $$ BEGIN
    CREATE ROLE app LOGIN;
    EXECUTE format('GRANT %I TO app', current_user);
END $$";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_without_an_available_connection_returns_unavailable() {
    let cluster = OwnCluster::start("crowded");
    cluster.execute(ROLE);
    let practice = Practice::on(cluster.database_of("app")).await;
    // The pool opens its connection when needed. Shared ones reopen immediately: eight for writes, two for
    // reads, and one for session notifications.
    cluster.end_sessions();
    let sessions = "SELECT pid::text FROM pg_stat_activity WHERE usename = 'app'";
    let url = cluster.database().url_text.clone();
    let are_back = async || (texts(&url, sessions).len() >= 11).then_some(());
    eventually("the shared connections are back", are_back).await;
    cluster.execute("ALTER ROLE app CONNECTION LIMIT 1");
    expect_unavailable(&practice.renames("Second").await);
    practice.reads().await.data("/patients/edges");
    cluster.execute("ALTER ROLE app CONNECTION LIMIT -1");
    practice.renames("Third").await.data("/amendPatient/patient/id");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_survives_losing_its_login() {
    let cluster = OwnCluster::start("nologin");
    cluster.execute(ROLE);
    let practice = Practice::on(cluster.database_of("app")).await;
    cluster.execute("ALTER ROLE app NOLOGIN");
    cluster.end_sessions();
    practice.expect_no_writes().await;
    expect_unavailable(&practice.reads().await);
    cluster.execute("ALTER ROLE app LOGIN");
    practice.expect_recovery().await;
}

/// The language of database messages on a pooled and on a shared connection.
async fn languages(database: &TestDatabase) -> Vec<String> {
    use diesel_async::RunQueryDsl;

    let database = Database::new(&database.url, Capacity::default()).expect("a pool");
    let shown = async |connection: &AsyncPgConnection| {
        sql_query("SHOW lc_messages").get_result::<Setting>(&mut &*connection).await
    };
    let own = shown(&*database.checkout().await.expect("one")).await.expect("a setting");
    let shared = database.read(|reader| async move { shown(&reader).await }).await.expect("a setting");
    vec![own.lc_messages, shared.lc_messages]
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    lc_messages: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_in_english_where_the_role_may_choose_and_connections_work_where_it_may_not() {
    let cluster = OwnCluster::start("english");
    cluster.execute(ROLE);
    // Another locale name for the same language, because a machine may have no other.
    cluster.execute("ALTER DATABASE postgres SET lc_messages = 'C.UTF-8'");
    assert_eq!(languages(&cluster.database()).await, ["C", "C"]);
    assert_eq!(languages(&cluster.database_of("app")).await, ["C.UTF-8", "C.UTF-8"]);
}

/// A file system of one megabyte, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None if this process may not mount.
    fn mount(path: PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).expect("a directory");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&path).output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(path)),
            failed => {
                eprintln!(
                    "NOT TESTED: a full disk, because a file system cannot be mounted here: {failed:?}"
                );
                None
            }
        }
    }

    /// Fills it with a file.
    fn fill(&self) {
        let mut file = File::create(self.0.join("filler")).expect("a file");
        while file.write_all(&[0; 4_096]).is_ok() {}
    }

    fn empty(&self) {
        fs::remove_file(self.0.join("filler")).expect("the file is there");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
        drop(fs::remove_dir(&self.0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_are_unavailable_while_the_disk_of_the_database_is_full() {
    let place = std::env::temp_dir().join(format!("panda-small-disk-{}", std::process::id()));
    let Some(disk) = SmallDisk::mount(place) else { return };
    let cluster = OwnCluster::start("full");
    let data = texts(&cluster.database().url_text, "SELECT current_setting('data_directory')").remove(0);
    let owner = fs::metadata(Path::new(&data)).expect("the directory is there");
    if geteuid().is_root() {
        chown(&disk.0, Some(owner.uid()), Some(owner.gid())).expect("the disk is given away");
    }
    let practice = Practice::on(cluster.database()).await;
    cluster.execute(&format!("CREATE TABLESPACE small LOCATION '{}'", disk.0.display()));
    cluster.execute("DELETE FROM appointments");
    cluster.execute("ALTER TABLE appointments SET TABLESPACE small");
    // An empty table has no pages, so the next booking needs one.
    cluster.execute("VACUUM FULL appointments");
    disk.fill();
    for _ in 0..4 {
        expect_unavailable(&practice.books(120).await);
    }
    practice.reads().await.data("/patients/edges");
    disk.empty();
    eventually("there is room", async || (practice.books(240).await.status == 200).then_some(())).await;
}
