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
import java.util.List;
import java.util.Map;
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
    CommandOptions options = CommandOptions.of(arguments, environment);
    List<String> commands =
        Stream.of(MAKE, CHECK, RESTORE).filter(each -> options.find(each).isPresent()).toList();
    if (commands.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      if (commands.size() > 1) {
        throw new CommandOptions.UsageException(
            "Give one of " + MAKE + ", " + CHECK + " and " + RESTORE + " at a time.");
      }
      return OptionalInt.of(run(commands.getFirst(), options));
    } catch (CommandOptions.UsageException e) {
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

  private int run(String command, CommandOptions options) throws IOException {
    Path backup = options.directory(command);
    return switch (command) {
      case MAKE -> make(new BackupTarget(backup, options.keep()), options.root());
      case CHECK -> check(backup);
      default -> restore(backup, options.root());
    };
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

  private int check(Path backup) throws IOException {
    Restore.Checked checked = Restore.open(backup).check();
    out.println("whole: " + checked.place());
    tell(checked.moment().toString(), checked.files(), checked.bytes());
    tellExtra(checked.extra());
    return 0;
  }

  private int restore(Path backup, Path root) throws IOException {
    Restore.Checked checked = Restore.open(backup).into(root);
    out.println("restored: " + checked.place() + " into " + root);
    tell(checked.moment().toString(), checked.files(), checked.bytes());
    tellExtra(checked.extra());
    return 0;
  }

  private void tell(String moment, long files, long bytes) {
    out.println("moment: " + moment);
    out.println("files: " + files + ", bytes: " + bytes);
  }

  private void tellExtra(ExtraFiles extra) {
    extra.first().forEach(path -> out.println("in no list, not restored: " + path));
    long others = extra.number() - extra.first().size();
    if (others > 0) {
      out.println("in no list, not restored: " + others + " more");
    }
  }
}
