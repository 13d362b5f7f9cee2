package io.hypertile.deker.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockManagerContract;
import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Locks between processes. The other process is one of Java's, which locks as Deker does. */
@EnabledOnOs(OS.LINUX)
class SharedLocksTest extends LockManagerContract {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final LockKey KEY = new LockKey("weather", "one");
  private static final LockKey OTHER = new LockKey("weather", "two");

  @TempDir static Path directory;

  private final SharedLocks locks = new SharedLocks(SharedLocksTest::fileOf);

  @Override
  protected LockManager create() {
    return new SharedLocks(SharedLocksTest::fileOf);
  }

  @Override
  protected int rounds() {
    return 40;
  }

  /** Every key has a file, in a directory of its own. */
  private static Optional<LockedFile> fileOf(LockKey key) {
    try {
      Path file = directory.resolve(key.collection()).resolve(key.array());
      Files.createDirectories(file);
      file = file.resolve(key.array() + ".hdf5");
      if (!Files.exists(file)) {
        Files.writeString(file, "cells");
      }
      return Optional.of(new LockedFile(file, LockedFile.LockForm.ARRAY));
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return fileOf(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LockedFile array(LockKey key) {
    return fileOf(key).orElseThrow();
  }

  private static LockedFile tile(LockKey key) {
    return new LockedFile(array(key).path(), LockedFile.LockForm.TILE);
  }

  private static List<String> markers(LockKey key) throws IOException {
    try (Stream<Path> files = Files.list(array(key).path().getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".hdf5"))
          .sorted()
          .toList();
    }
  }

  private static HeldLock write(SharedLocks locks, Duration timeout) {
    return locks.acquire(KEY, LockMode.WRITE, timeout);
  }

  @Test
  void writerWaitsForAnotherProcessUpToItsDeadline() throws Exception {
    try (LockHolder other = LockHolder.start(LockMode.WRITE, "FLOCK", array(KEY).path())) {
      ServiceException failure =
          catchThrowableOfType(ServiceException.class, () -> write(locks, SHORT));
      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
      assertThat(failure.members())
          .containsEntry("collection", "weather")
          .containsEntry("array", "one")
          .containsKeys("waited_ms", "retry_after");
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(() -> write(locks, LONG).close());
      assertThat(waiting).isNotDone();
      other.close();
      waiting.get(20, TimeUnit.SECONDS);
    }
    assertThat(markers(KEY)).isEmpty();
  }

  @Test
  void crashOfTheHolderFreesItsLockAndItsMarkersAreIgnored() throws Exception {
    for (LockMode mode : LockMode.values()) {
      LockHolder other = LockHolder.start(mode, "BOTH", array(KEY).path());
      assertThatThrownBy(() -> write(locks, SHORT)).isInstanceOf(ServiceException.class);
      other.kill();
      assertThat(markers(KEY)).hasSize(1);
      write(locks, LONG).close();
      locks.guard().read(List.of(array(KEY)), LONG).close();
      Files.delete(array(KEY).path().resolveSibling(markers(KEY).getFirst()));
    }
  }

  @Test
  void writerWaitsForMarkersOfLivingReaders() throws Exception {
    try (LockHolder other = LockHolder.start(LockMode.READ, "MARKER", array(KEY).path())) {
      assertThatThrownBy(() -> write(locks, SHORT)).isInstanceOf(ServiceException.class);
      assertThat(markers(KEY)).singleElement().asString().contains(":" + other.pid() + ":");
      locks.guard().read(List.of(array(KEY)), SHORT).close();
    }
    write(locks, SHORT).close();
  }

  @Test
  void markerOfAWriterOfTilesKeepsReadersAndWritersOut() throws Exception {
    try (LockHolder other = LockHolder.start(LockMode.WRITE, "MARKER", array(KEY).path())) {
      assertThat(other.pid()).isPositive();
      assertThatThrownBy(() -> write(locks, SHORT)).isInstanceOf(ServiceException.class);
      assertThatThrownBy(() -> locks.guard().read(List.of(array(KEY)), SHORT))
          .isInstanceOf(ServiceException.class);
    }
    locks.guard().read(List.of(array(KEY)), SHORT).close();
  }

  @Test
  void aProcessThatIsYoungerThanAMarkerHasNotMadeIt() throws Exception {
    Path marker = array(KEY).path().resolveSibling("one.hdf5:1.varraylock");
    Files.createFile(marker);
    assertThatThrownBy(() -> write(locks, SHORT)).isInstanceOf(ServiceException.class);
    Files.setLastModifiedTime(
        marker, java.nio.file.attribute.FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
    write(locks, SHORT).close();
    Files.delete(marker);
  }

  @Test
  void lockHeldHereIsSeenByOtherProcesses() throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    try (HeldLock held = write(locks, SHORT)) {
      assertThat(held.mode()).isEqualTo(LockMode.WRITE);
      assertThat(markers(KEY)).containsExactly("one.hdf5:" + self + ".varraylock");
      assertThat(isFree(LockMode.READ)).isFalse();
    }
    try (FileGuard.Hold held = locks.guard().read(List.of(array(KEY)), SHORT);
        FileGuard.Hold second = locks.guard().read(List.of(array(KEY)), SHORT)) {
      assertThat(held).isNotSameAs(second);
      assertThat(markers(KEY))
          .singleElement()
          .asString()
          .matches("one:[0-9a-f-]{36}:" + self + ":[0-9]+\\.arrayreadlock");
      // Deker's writer takes the lock and then waits for the marker.
      assertThat(isFree(LockMode.WRITE)).isTrue();
    }
    try (FileGuard.Hold held = locks.guard().read(List.of(tile(KEY)), SHORT)) {
      assertThat(held).isNotNull();
      assertThat(isFree(LockMode.READ)).isTrue();
      assertThat(isFree(LockMode.WRITE)).isFalse();
    }
    assertThat(markers(KEY)).isEmpty();
    assertThat(isFree(LockMode.WRITE)).isTrue();
  }

  private static boolean isFree(LockMode mode) throws IOException {
    try (Flock flock = Flock.open(array(KEY).path())) {
      return flock.tryLock(mode);
    }
  }

  @Test
  void readersAndTheWriterOfThisProcessDoNotKeepOneAnotherOut() throws Exception {
    for (LockedFile file : List.of(array(KEY), tile(KEY))) {
      try (FileGuard.Hold reader = locks.guard().read(List.of(file), SHORT)) {
        assertThat(reader).isNotNull();
        try (HeldLock writer = write(locks, SHORT);
            FileGuard.Hold second = locks.guard().read(List.of(file), SHORT)) {
          assertThat(writer.keys()).containsExactly(KEY);
          assertThat(second).isNotNull();
        }
        assertThat(markers(KEY)).hasSize(1);
      }
      assertThat(markers(KEY)).isEmpty();
      assertThat(isFree(LockMode.WRITE)).isTrue();
    }
  }

  @Test
  void lockIsOfTheFileThatBearsTheNameWhenItIsTaken() throws Exception {
    Path file = array(KEY).path();
    CompletableFuture<HeldLock> waiting;
    try (LockHolder other = LockHolder.start(LockMode.WRITE, "FLOCK", file)) {
      waiting = CompletableFuture.supplyAsync(() -> write(locks, LONG));
      Path replacement = Files.writeString(directory.resolve("replacement"), "new cells");
      Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(other.pid()).isPositive();
    }
    try (HeldLock held = waiting.get(20, TimeUnit.SECONDS)) {
      assertThat(held.keys()).containsExactly(KEY);
      assertThat(isFree(LockMode.READ)).isFalse();
    }
    assertThat(isFree(LockMode.WRITE)).isTrue();
  }

  @Test
  void aFileThatTakesTheNameIsLockedBeforeAndTheOldOneForAWhile() throws Exception {
    Path file = array(KEY).path();
    try (Flock old = Flock.open(file)) {
      try (HeldLock held = write(locks, SHORT)) {
        assertThat(held.keys()).containsExactly(KEY);
        Path replacement = Files.writeString(directory.resolve("replacement"), "new cells");
        locks.guard().adopt(file, replacement);
        Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(isFree(LockMode.READ)).isFalse();
      }
      assertThat(isFree(LockMode.WRITE)).isTrue();
      assertThat(old.tryLock(LockMode.WRITE)).isFalse();
    }
  }

  @Test
  void severalFilesAreHeldAllOrNone() throws Exception {
    try (LockHolder other = LockHolder.start(LockMode.WRITE, "BOTH", array(OTHER).path())) {
      assertThat(other.pid()).isPositive();
      List<LockKey> both = List.of(KEY, OTHER);
      assertThatThrownBy(() -> locks.acquireAll(both, LockMode.WRITE, SHORT, "test"))
          .isInstanceOf(ServiceException.class);
      assertThatThrownBy(() -> locks.guard().read(List.of(tile(KEY), tile(OTHER)), SHORT))
          .isInstanceOf(ServiceException.class);
      assertThat(isFree(LockMode.WRITE)).isTrue();
      assertThat(markers(KEY)).isEmpty();
    }
  }

  @Test
  void aFileThatIsNotThereCannotBeGuarded() {
    LockedFile missing = new LockedFile(directory.resolve("none.hdf5"), LockedFile.LockForm.ARRAY);
    assertThatThrownBy(() -> locks.guard().read(List.of(missing), SHORT))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void directoriesThatStayedForAMarkerAreRemovedWithIt() throws Exception {
    Path file = directory.resolve("array_data/9/d/9d.hdf5");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    LockedFile locked = new LockedFile(file, LockedFile.LockForm.ARRAY);
    SharedLocks own = new SharedLocks(key -> Optional.of(locked));
    try (HeldLock held = write(own, SHORT)) {
      assertThat(held.mode()).isEqualTo(LockMode.WRITE);
      Files.delete(file);
    }
    assertThat(directory.resolve("array_data")).isEmptyDirectory();
  }
}
