package io.hypertile.backup;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.StorageFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The commands of the jar for storages whose server does not run: {@code
 * --hypertile.make-backup=TARGET}, {@code --hypertile.check-backup=BACKUP} and {@code
 * --hypertile.restore=BACKUP}, the first and the last with {@code --hypertile.storage.root}. The
 * first takes {@code --hypertile.backup.keep} as well.
 *
 * @param environment variables, where the root may stand as well
 * @param out takes what was done
 * @param err takes what failed
 */
public record BackupCommands(Map<String, String> environment, PrintStream out, PrintStream err) {
  private static final String MAKE = "--hypertile.make-backup";
  private static final String CHECK = "--hypertile.check-backup";
  private static final String RESTORE = "--hypertile.restore";
  private static final String ROOT = "--hypertile.storage.root";
  private static final String ROOT_VARIABLE = "HYPERTILE_STORAGE_ROOT";

  private static final String KEEP = "--hypertile.backup.keep";
  private static final String KEEP_VARIABLE = "HYPERTILE_BACKUP_KEEP";
  private static final String COLLECTIONS = "collections";

  private static final int FAILED = 1;
  private static final int USAGE = 64;

  /** Copies the variables. */
  public BackupCommands {
    environment = Map.copyOf(environment);
  }

  /**
   * Does what the arguments ask for. Returns the status to exit with, or nothing if they do not.
   */
  public OptionalInt run(String[] arguments) {
    Optional<String> make = find(arguments, MAKE);
    Optional<String> check = find(arguments, CHECK);
    Optional<String> restore = find(arguments, RESTORE);
    long commands = Stream.of(make, check, restore).filter(Optional::isPresent).count();
    if (commands == 0) {
      return OptionalInt.empty();
    }
    try {
      if (commands > 1) {
        throw new UsageException(
            "Give one of " + MAKE + ", " + CHECK + " and " + RESTORE + " at a time.");
      }
      if (make.isPresent()) {
        BackupTarget target = new BackupTarget(path(MAKE, make.get()), keep(arguments));
        return OptionalInt.of(make(target, root(arguments)));
      }
      return OptionalInt.of(
          check.isPresent()
              ? check(path(CHECK, check.get()))
              : restore(path(RESTORE, restore.orElseThrow()), root(arguments)));
    } catch (UsageException e) {
      err.println(e.getMessage());
      return OptionalInt.of(USAGE);
    } catch (ServiceException e) {
      err.println(e.detail());
      return OptionalInt.of(FAILED);
    } catch (IOException e) {
      err.println(
          e instanceof BackupFault
              ? e.getMessage()
              : "The command failed: " + DiskWords.of(e) + ". Mend that and run it again.");
      return OptionalInt.of(FAILED);
    }
  }

  private int make(BackupTarget target, Path given) throws IOException {
    if (!Files.isDirectory(given)) {
      throw new BackupFault("There is no storage " + given + ".");
    }
    // Links of keys have the real place.
    Path root = given.toRealPath();
    requireStorage(root);
    StorageFormat.check(root);
    BackupTarget.Made made;
    try (Journal journal = Journal.open(root, JournalSettings.standard())) {
      made = target.make(journal, new Progress());
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.STORAGE_UNAVAILABLE && e.getCause() == null) {
        err.println("A server that runs makes backups itself: POST /api/v1/backup.");
      }
      throw e;
    }
    out.println("backup: " + made.place());
    tell(made.moment().toString(), made.files(), made.bytes());
    return 0;
  }

  /** A place where a disk should be mounted is an empty directory without it. */
  private static void requireStorage(Path root) throws IOException {
    boolean isStorage =
        Files.exists(StorageFormat.PATH.resolve(root), LinkOption.NOFOLLOW_LINKS)
            || Files.exists(root.resolve(COLLECTIONS), LinkOption.NOFOLLOW_LINKS);
    if (!isStorage) {
      throw new BackupFault(
          root
              + " is no storage: it has neither "
              + StorageFormat.PATH.text()
              + " nor "
              + COLLECTIONS
              + ". Mount its disk, or give the root of the storage. Nothing was made in it.");
    }
  }

  private int keep(String[] arguments) {
    String variable = environment.getOrDefault(KEEP_VARIABLE, "").strip();
    String given =
        find(arguments, KEEP)
            .orElse(variable.isEmpty() ? BackupTarget.USUAL_KEEP : variable)
            .strip();
    int keep;
    try {
      keep = Integer.parseInt(given);
    } catch (NumberFormatException e) {
      keep = -1;
    }
    if (keep < 0) {
      throw new UsageException(
          "How many finished backups stay is a whole number, 0 for all: "
              + KEEP
              + "="
              + BackupTarget.USUAL_KEEP
              + "; it is \""
              + given
              + "\".");
    }
    return keep;
  }

  private int check(Path backup) throws IOException {
    Restore.Checked checked = Restore.open(backup).check();
    out.println("whole: " + checked.place());
    tell(checked.moment().toString(), checked.files(), checked.bytes());
    return 0;
  }

  private int restore(Path backup, Path root) throws IOException {
    Restore.Checked checked = Restore.open(backup).into(root);
    out.println("restored: " + checked.place() + " into " + root);
    tell(checked.moment().toString(), checked.files(), checked.bytes());
    return 0;
  }

  private void tell(String moment, long files, long bytes) {
    out.println("moment: " + moment);
    out.println("files: " + files + ", bytes: " + bytes);
  }

  private static Path path(String option, String value) {
    if (value.isBlank()) {
      throw new UsageException("Give a directory: " + option + "=DIRECTORY.");
    }
    return Path.of(value);
  }

  /** The settings of the server are not read: a command must not guess which storage is meant. */
  private Path root(String[] arguments) {
    String root = find(arguments, ROOT).orElse(environment.getOrDefault(ROOT_VARIABLE, ""));
    if (root.isBlank()) {
      throw new UsageException(
          "Give the directory of the storage: "
              + ROOT
              + "=DIRECTORY, or in "
              + ROOT_VARIABLE
              + ".");
    }
    return Path.of(root);
  }

  private static Optional<String> find(String[] arguments, String option) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.equals(option) || argument.startsWith(option + "="))
        .map(argument -> argument.equals(option) ? "" : argument.substring(option.length() + 1))
        .findFirst();
  }

  /** Arguments that do not say enough. */
  private static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }
}
