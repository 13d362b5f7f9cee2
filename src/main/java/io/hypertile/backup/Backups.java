package io.hypertile.backup;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.FullStorage;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The backups that a server makes of its storage and of its stores in files, one at a time, beside
 * its work. Thread-safe.
 */
public final class Backups implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Backups.class.getName());
  private static final String NAME = "[a-z0-9][a-z0-9_-]{0,62}";
  private static final String UNKNOWN = "See the log of the server for the reason.";
  private static final int RETRY_SECONDS = 60;
  private static final Duration LONGEST_END = Duration.ofSeconds(20);

  private final Place place;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread thread;
  private volatile BackupState state = new BackupState.None();
  private volatile @Nullable Instant lastSuccess;

  /**
   * Backups of a storage.
   *
   * @param journal of the storage; empty if all collections lie in stores and the root has no files
   * @param directory that holds all targets; empty where the operator has given none
   * @param keep how many finished backups of a target stay; 0 for all
   * @param isShared whether other programs change the storage at the same time
   * @param stores gives the journal of a store by its name; throws where it has none
   */
  public record Place(
      Optional<Journal> journal,
      Optional<Path> directory,
      int keep,
      boolean isShared,
      Function<String, Journal> stores) {}

  /** Backups of a place; looks for those that were made before. */
  public Backups(Place place) {
    this.place = place;
    this.lastSuccess = place.directory.flatMap(Backups::newest).orElse(null);
  }

  private static Optional<Instant> newest(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> targets = Files.list(directory)) {
      return targets
          .flatMap(target -> new BackupTarget(target, 0).newest().stream())
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the directory of backups {0} cannot be read: {1}", directory, e);
      return Optional.empty();
    }
  }

  /**
   * Begins a backup and returns.
   *
   * @param store name of the store that is backed up; empty for the storage root
   * @param target name of the target, a directory below that of the settings
   * @throws ServiceException {@code not-found} if the settings give no directory, {@code
   *     unsupported-storage} if other programs change the storage, {@code invalid-name}, or {@code
   *     too-many-requests} while another one is under way; as the journal of the store is given
   */
  public BackupState begin(String target, Optional<String> store) {
    Path directory = require(store.isEmpty());
    Journal journal = store.map(place.stores).orElseGet(place.journal::orElseThrow);
    if (!target.matches(NAME)) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of a target has up to 63 lower-case letters, digits, dashes and underscores, and"
              + " begins with a letter or digit; such as \"nightly\".",
          Map.of(),
          null);
    }
    lock.lock();
    try {
      if (state instanceof BackupState.Running running) {
        throw new ServiceException(
            ErrorCode.TOO_MANY_REQUESTS,
            "A backup into \""
                + running.target()
                + "\" is under way since "
                + running.started()
                + "; wait for its end, which GET /api/v1/backup shows.",
            Map.of("retry_after", RETRY_SECONDS),
            null);
      }
      BackupState.Running running =
          new BackupState.Running(target, store, Instant.now(), new Progress());
      BackupTarget to = new BackupTarget(directory.resolve(target), place.keep);
      Thread begun =
          Thread.ofPlatform().name("backup").daemon().unstarted(() -> run(running, to, journal));
      state = running;
      thread = begun;
      begun.start();
      return running;
    } finally {
      lock.unlock();
    }
  }

  private Path require(boolean isOfRoot) {
    if (isOfRoot && place.journal.isEmpty() || place.directory.isEmpty()) {
      throw refusal(
          ErrorCode.NOT_FOUND,
          "This server makes no backups: the setting hypertile.backup.directory does not say where"
              + " they are kept. Ask its operator.");
    }
    if (isOfRoot && place.isShared) {
      throw refusal(
          ErrorCode.UNSUPPORTED_STORAGE,
          "Deker processes may change this storage at any moment (hypertile.storage.shared), so that"
              + " a copy of its files would not be of one. Take a snapshot of the volume, or end them"
              + " and start the server without the setting.");
    }
    return place.directory.get();
  }

  private static ServiceException refusal(ErrorCode code, String detail) {
    return new ServiceException(code, detail, Map.of(), null);
  }

  private void run(BackupState.Running running, BackupTarget target, Journal journal) {
    BackupState end = new BackupState.Failed(running, Instant.now(), UNKNOWN);
    try {
      BackupTarget.Made made = target.make(journal, running.store(), running.progress());
      if (running.store().isEmpty()) {
        lastSuccess = made.moment();
      }
      end = new BackupState.Done(running, Instant.now(), made);
      LOG.log(
          Level.INFO,
          "backup {0} of {1}: {2} files, {3} copied, {4} kept; changes waited {5} ms",
          made.place(),
          made.moment(),
          Long.toString(made.files()),
          Long.toString(running.progress().copied()),
          Long.toString(running.progress().kept()),
          Long.toString(running.progress().pause()));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "a backup into " + target.directory() + " has failed", e);
      end = new BackupState.Failed(running, Instant.now(), reason(e));
    } finally {
      end(end);
    }
  }

  private void end(BackupState end) {
    lock.lock();
    try {
      state = end;
      thread = null;
    } finally {
      lock.unlock();
    }
  }

  /** A sentence without paths of the machine: operators find these in the log. */
  private static String reason(Exception failure) {
    return switch (failure) {
      case ServiceException known -> known.detail();
      case BackupFault fault when fault.reason().isPresent() -> fault.reason().get();
      default -> FullStorage.isCauseOf(failure) ? "The directory of backups has no room." : UNKNOWN;
    };
  }

  /** The backup under way, or the last one since the server started. */
  public BackupState state() {
    return state;
  }

  /**
   * The moment of the last finished backup of the storage root, also of one before the server
   * started; never later than now, as one would be that was made before the clock was set back.
   */
  public Optional<Instant> lastSuccess() {
    Instant now = Instant.now();
    return Optional.ofNullable(lastSuccess).map(moment -> moment.isAfter(now) ? now : moment);
  }

  /** Ends a backup under way, which leaves nothing. */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      running = thread;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join(LONGEST_END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
