package io.hypertile.launch;

import java.nio.file.Path;

/**
 * Entry point of the jar, compiled for Java 17 so that an older Java gets a sentence instead of an
 * {@code UnsupportedClassVersionError}. It lies at the top of the jar: a start that becomes the
 * trained program does so before the framework's loader reads the jars within.
 */
public final class Launch {
  /** First Java feature release that can run the server. */
  static final int REQUIRED = 25;

  private static final int EXIT_USAGE = 64;

  /** The framework's loader of the jars within, which starts the server itself. */
  private static final String LOADER = "org.springframework.boot.loader.launch.JarLauncher";

  private Launch() {}

  /**
   * Starts the packaged server, or explains which Java it needs and exits with status 64.
   *
   * @param args arguments handed on unchanged
   */
  public static void main(String[] args) throws Throwable {
    int found = Runtime.version().feature();
    if (found < REQUIRED) {
      System.err.println(
          "Hypertile needs Java "
              + REQUIRED
              + " or newer, this is Java "
              + found
              + " ("
              + System.getProperty("java.home")
              + ").");
      System.err.println(
          "Install a JDK " + REQUIRED + " and start the jar with its bin/java, or set JAVA_HOME.");
      System.exit(EXIT_USAGE);
    }
    try {
      // The tools of the jar unpack it and ask it; they are not starts of the server.
      if (System.getProperty("jarmode") == null) {
        Class.forName("io.hypertile.restart.Restart")
            .getMethod("ifTrained", Path.class)
            .invoke(null, Path.of(System.getProperty("java.class.path")));
      }
      Class.forName(LOADER).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
