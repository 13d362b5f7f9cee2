package io.hypertile.config;

import io.hypertile.release.Release;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** The commands {@code --help} and {@code --version}, which start nothing. */
public final class Help {
  private static final int WIDTH = 100;

  private static final String USAGE =
      """
      An array database server.

      Usage: java -jar hypertile.jar [--SETTING=VALUE]...

      Commands, which start no server:
        --help                     shows this
        --version                  shows the version
        --hypertile.make-key=NAME  makes a key for a caller, and its hash for the settings
        --hypertile.train          makes later starts and first requests of this jar faster
        --hypertile.make-backup=TARGET   makes a backup of the storage of --hypertile.storage.root,
                                   whose server does not run, in a directory below TARGET; the
                                   newest stay that --hypertile.backup.keep says
        --hypertile.check-backup=BACKUP  compares a backup, or the newest of a target, with its digests
        --hypertile.restore=BACKUP puts it into the empty directory of --hypertile.storage.root

      Settings of the framework that are needed most:
        --server.address=ADDRESS   where it listens (127.0.0.1)
        --server.port=PORT         8080

      Settings, with their defaults:
      """;

  private static final String FOOT =
      """

      Each may also be given in the environment (HYPERTILE_STORAGE_ROOT=/srv/arrays) or in an
      application.yml in the working directory.
      """;

  private Help() {}

  /** Prints what the arguments ask for. Returns whether they ask for either. */
  public static boolean run(String[] arguments, PrintStream out) {
    List<String> given = Arrays.asList(arguments);
    if (given.contains("--help") || given.contains("-h")) {
      out.println("Hypertile " + Release.version());
      out.print(USAGE);
      SettingNames.read().all().values().forEach(setting -> print(setting, out));
      out.print(FOOT);
      return true;
    }
    if (given.contains("--version")) {
      out.println("Hypertile " + Release.version());
      return true;
    }
    return false;
  }

  private static void print(SettingNames.Setting setting, PrintStream out) {
    out.println(
        "  --"
            + setting.shown()
            + (setting.byDefault().isEmpty() ? "" : "=" + setting.byDefault()));
    StringBuilder line = new StringBuilder();
    for (String word : setting.description().split(" ")) {
      if (line.length() + word.length() > WIDTH - 8) {
        out.println("      " + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    out.println("      " + line);
  }
}
