package io.hypertile.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reasons of backups that have failed, as clients hear them: without places of the machine. */
class BackupReasonsTest {
  private static final long MOST_WAITING = 30_000;

  @TempDir Path directory;

  private String reason(Path backups, String target) throws Exception {
    Path root = Files.createDirectories(directory.resolve("root")).toRealPath();
    try (Journal journal = Journal.open(root, JournalSettings.standard());
        Backups made =
            new Backups(
                new Backups.Place(
                    Optional.of(journal), Optional.of(backups), 0, false, name -> journal))) {
      made.begin(target, Optional.empty());
      long end = System.currentTimeMillis() + MOST_WAITING;
      while (made.state() instanceof BackupState.Running && System.currentTimeMillis() < end) {
        Thread.sleep(5);
      }
      assertThat(made.state()).isInstanceOf(BackupState.Failed.class);
      String reason = ((BackupState.Failed) made.state()).reason();
      assertThat(reason).doesNotContain(directory.toString());
      return reason;
    }
  }

  @Test
  void theTargetIsNoDirectory() throws Exception {
    Path backups = Files.createDirectory(directory.resolve("backups"));
    Files.writeString(backups.resolve("file"), "x");
    Files.createSymbolicLink(backups.resolve("link"), backups.resolve("nowhere"));
    for (String target : new String[] {"file", "link"}) {
      assertThat(reason(backups, target)).startsWith("The target is a file or a link");
    }
  }

  @Test
  void theTargetLiesInTheStorage() throws Exception {
    Path backups = directory.resolve("root/backups");
    assertThat(reason(backups, "a")).contains("lie one within the other");
    assertThat(backups).doesNotExist();
    Path link = directory.resolve("linked");
    Files.createSymbolicLink(link, directory.resolve("root"));
    assertThat(reason(link, "a")).contains("lie one within the other");
    assertThat(directory.resolve("root/a")).doesNotExist();
  }

  @Test
  void theTargetCannotBeMade() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThat(reason(file, "a")).startsWith("The directory of the target cannot be made");
    assertThat(reason(Path.of("/proc/none"), "a")).contains("cannot be made or written");
  }

  @Test
  void theStorageHasALinkThatLeadsOut() throws Exception {
    Path root = Files.createDirectories(directory.resolve("root")).toRealPath();
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.createSymbolicLink(root.resolve("collections"), other);
    assertThat(reason(directory.resolve("backups"), "a"))
        .startsWith("In the storage, collections is a link to a directory")
        .contains("bind mount");
  }
}
