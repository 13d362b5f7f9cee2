package io.hypertile.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** The commands {@code --help} and {@code --version}, which start nothing. */
public final class Help {
  private static final String BUILD = "META-INF/build-info.properties";
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
      out.println("Hypertile " + version());
      out.print(USAGE);
      SettingNames.read().all().values().forEach(setting -> print(setting, out));
      out.print(FOOT);
      return true;
    }
    if (given.contains("--version")) {
      out.println("Hypertile " + version());
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

  /** The version of the server; {@code development} where it runs from classes. */
  static String version() {
    try (InputStream in = Help.class.getClassLoader().getResourceAsStream(BUILD)) {
      if (in == null) {
        return "development";
      }
      Properties build = new Properties();
      build.load(in);
      return build.getProperty("build.version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
