//! The local PostgreSQL cluster: what it keeps, removes and refuses.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use panda::database::local_cluster::CLUSTERS;
use pg_local::ClusterError;

use crate::support::{LockHolder, Place, Program, execute, panda, texts};

#[test]
fn a_row_survives_a_restart() {
    let place = Place::new("restart");
    let cluster = CLUSTERS.start(place.path()).unwrap();
    execute(&cluster.url("postgres"), KEEP);
    cluster.stop().unwrap();

    let cluster = CLUSTERS.start(place.path()).unwrap();

    assert_eq!(texts(&cluster.url("postgres"), KEPT), ["1"]);
}

#[test]
fn a_server_whose_owner_was_killed_is_adopted_with_every_row() {
    let place = Place::new("adopted");
    let owner = LockHolder::of(place.path());
    execute(&owner.url, KEEP);
    let server = server_of(&place);

    owner.kill();
    let cluster = CLUSTERS.start(place.path()).unwrap();

    assert_eq!(server_of(&place), server);
    assert_eq!(texts(&cluster.url("postgres"), KEPT), ["1"]);
}

#[test]
fn a_server_that_was_killed_with_its_owner_is_started_again_with_every_row() {
    let place = Place::new("crashed");
    let owner = LockHolder::of(place.path());
    execute(&owner.url, KEEP);
    let server = server_of(&place);

    owner.kill();
    kill(server, Signal::SIGKILL).unwrap();
    let cluster = CLUSTERS.start(place.path()).unwrap();

    assert_ne!(server_of(&place), server);
    assert_eq!(texts(&cluster.url("postgres"), KEPT), ["1"]);
}

#[test]
fn a_pid_file_with_the_number_of_another_process_does_not_prevent_a_start() {
    let place = Place::new("stale");
    CLUSTERS.start(place.path()).unwrap().stop().unwrap();
    let data = place.path().join("data").canonicalize().unwrap();
    // A process of the same user, because PostgreSQL itself ignores lock files of others. It is not a
    // PostgreSQL on this directory.
    let stale = format!("{}\n{}\n0\n5432\n\n\n", std::process::id(), data.display());
    fs::write(data.join("postmaster.pid"), stale).unwrap();

    let cluster = CLUSTERS.start(place.path()).unwrap();

    assert_eq!(texts(&cluster.url("postgres"), "SELECT 'here'"), ["here"]);
}

#[test]
fn a_second_start_on_a_held_directory_is_refused_and_names_it() {
    let place = Place::new("held");
    let _first = CLUSTERS.start(place.path()).unwrap();

    let refusal = CLUSTERS.start(place.path()).err().unwrap();

    assert!(matches!(refusal, ClusterError::InUse(_)), "{refusal}");
    assert!(refusal.to_string().contains(place.path().to_str().unwrap()), "{refusal}");
    assert!(matches!(CLUSTERS.erase(place.path()), Err(ClusterError::InUse(_))));
}

#[test]
fn an_erased_cluster_starts_empty() {
    let place = Place::new("erased");
    let owner = LockHolder::of(place.path());
    execute(&owner.url, KEEP);

    owner.kill();
    CLUSTERS.erase(place.path()).unwrap();
    assert!(!place.path().exists());
    CLUSTERS.erase(place.path()).unwrap();

    let cluster = CLUSTERS.start(place.path()).unwrap();
    let is_there = "SELECT coalesce(to_regclass('kept')::text, 'nothing')";
    assert_eq!(texts(&cluster.url("postgres"), is_there), ["nothing"]);
}

#[test]
fn a_directory_with_other_files_is_neither_erased_nor_used() {
    let place = Place::new("foreign");
    let thesis = place.path().join("data/thesis.txt");
    fs::create_dir_all(thesis.parent().unwrap()).unwrap();
    fs::write(&thesis, "years of work").unwrap();

    assert!(matches!(CLUSTERS.erase(place.path()), Err(ClusterError::NotACluster(_))));
    assert!(matches!(CLUSTERS.start(place.path()), Err(ClusterError::NotACluster(_))));
    assert_eq!(fs::read_to_string(thesis).unwrap(), "years of work");
}

#[test]
fn files_beside_a_cluster_survive_its_erasure() {
    let place = Place::new("notes");
    CLUSTERS.start(place.path()).unwrap().stop().unwrap();
    fs::write(place.path().join("notes.txt"), "mine").unwrap();

    CLUSTERS.erase(place.path()).unwrap();

    assert!(place.path().join("notes.txt").exists());
    assert!(!place.path().join("data").exists());
    CLUSTERS.start(place.path()).unwrap();
}

#[test]
fn an_interrupted_creation_is_not_taken_for_a_cluster() {
    let place = Place::new("unfinished");
    CLUSTERS.start(place.path()).unwrap().stop().unwrap();
    let unfinished = place.path().join("data.new-1");
    fs::rename(place.path().join("data"), &unfinished).unwrap();
    fs::remove_file(unfinished.join("global/pg_control")).unwrap();

    let cluster = CLUSTERS.start(place.path()).unwrap();

    assert_eq!(texts(&cluster.url("postgres"), "SELECT 'here'"), ["here"]);
    assert!(!unfinished.exists());
}

#[test]
fn a_socket_in_a_deep_directory_is_reachable() {
    let place = Place::new("deep");
    let deep = place.path().join("d".repeat(100)).join("cluster");

    let cluster = CLUSTERS.start(&deep).unwrap();

    assert_eq!(texts(&cluster.url("postgres"), "SELECT 'here'"), ["here"]);
    assert!(cluster.url("panda").starts_with("postgres://panda@%2F"));
}

#[test]
fn a_cluster_uses_utf_8_and_listens_only_on_its_socket() {
    let place = Place::new("settings");
    let cluster = CLUSTERS.start(place.path()).unwrap();

    let asked = "SELECT current_setting(name)
                 FROM unnest('{server_encoding,listen_addresses,fsync}'::text[]) AS name";
    assert_eq!(texts(&cluster.url("postgres"), asked), ["UTF8", "", "on"]);
    let is_letter = "SELECT ('आ' ~ '[[:alpha:]]')::text";
    assert_eq!(texts(&cluster.url("postgres"), is_letter), ["true"]);
}

#[test]
fn the_line_for_a_shell_opens_psql_on_the_cluster() {
    let place = Place::new("psql's");
    let cluster = CLUSTERS.start(place.path()).unwrap();

    let line = format!("{} -X -A -t -c \"SHOW data_directory\"", cluster.psql_command("postgres"));
    let said = Program::run(Command::new("sh").args(["-c", &line]));

    assert_eq!(Path::new(&said.stdout), place.path().join("data"), "{said:?}");
}

#[test]
fn a_disposable_cluster_is_removed_when_dropped() {
    let cluster = CLUSTERS.disposable().unwrap();
    let directory = directory_of(&cluster.url("postgres"));
    assert!(directory.exists());
    assert_eq!(texts(&cluster.url("postgres"), "SELECT current_setting('fsync')"), ["off"]);

    drop(cluster);

    assert!(!directory.exists());
}

#[test]
fn a_disposable_cluster_is_removed_after_its_owner_was_killed() {
    let owner = LockHolder::of_a_disposable();
    let directory = directory_of(&owner.url);
    assert!(directory.exists());

    owner.kill();

    let begun = Instant::now();
    while directory.exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{} is still there", directory.display());
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_wrong_program_directory_is_named() {
    let place = Place::new("nowhere");
    let demo = ["demo", "--listen", "127.0.0.1:0", "--data-dir"];
    let ended = Program::run(panda().args(demo).arg(place.path()).env("PANDA_PG_BIN", "/nowhere/bin"));

    assert!(!ended.status.success());
    assert!(ended.stderr.contains("PANDA_PG_BIN is set to /nowhere/bin"), "{}", ended.stderr);
    assert!(!place.path().exists());
}

/// Clusters of earlier releases are recognised by their marker.
#[test]
fn the_marker_of_a_cluster_does_not_change() {
    let place = Place::new("marker");
    let _cluster = CLUSTERS.start(place.path()).unwrap();

    let marker = fs::read_to_string(place.path().join("panda-cluster")).unwrap();

    assert_eq!(marker, "A PostgreSQL cluster of PANDA's. `panda demo --reset` erases it.\n");
}

#[test]
fn a_missing_extension_is_named_before_a_cluster_is_created() {
    let place = Place::new("extension");

    let refusal = CLUSTERS.extensions(&["btree_gist", "no_such"]).start(place.path()).err().unwrap();

    assert!(refusal.to_string().contains("extension/no_such.control is missing"), "{refusal}");
    assert!(refusal.to_string().contains("or run script/bootstrap, which does"), "{refusal}");
    assert!(!place.path().join("data").exists());
}

/// The child process of the other tests. It does nothing unless one of them starts it.
#[test]
fn holds_a_cluster_when_another_test_asks() {
    LockHolder::hold_if_asked();
}

const KEEP: &str = "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)";
const KEPT: &str = "SELECT n::text FROM kept";

/// The process ID of the server in a directory.
fn server_of(place: &Place) -> Pid {
    let file = fs::read_to_string(place.path().join("data/postmaster.pid")).expect("a pid file");
    let number = file.lines().next().expect("a first line");
    Pid::from_raw(number.trim().parse().expect("a number"))
}

/// The directory of the cluster at this URL.
fn directory_of(url: &str) -> PathBuf {
    let data = texts(url, "SELECT current_setting('data_directory')").remove(0);
    Path::new(&data).parent().expect("a directory above").to_owned()
}
