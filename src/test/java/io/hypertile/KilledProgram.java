package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A program that changes files and says so line by line, until it is killed. */
public final class KilledProgram {
  private KilledProgram() {}

  /**
   * Runs a program, and kills it without a warning.
   *
   * @param output directory for what it says
   * @param least lines that it has said, and one more, before it is killed
   * @param nanos time for which it goes on then
   * @return lines that came to their ends
   */
  public static List<String> lines(
      Class<?> main, List<String> arguments, Path output, int least, int nanos)
      throws IOException, InterruptedException {
    return lines(main, arguments, output, said -> said.size() > least, nanos);
  }

  /**
   * Runs a program, and kills it without a warning.
   *
   * @param enough whether it has said all that it is to say before it is killed
   */
  public static List<String> lines(
      Class<?> main, List<String> arguments, Path output, Predicate<List<String>> enough, int nanos)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhypertile.test.seed=" + TestSeed.get(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Path said = Files.createTempFile(output, "said", ".txt");
    Path failed = Files.createTempFile(output, "failed", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(failed.toFile())
            .start();
    while (!enough.test(said(said))) {
      assertThat(process.isAlive()).as(() -> text(failed)).isTrue();
      Thread.sleep(1);
    }
    Thread.sleep(nanos / 1_000_000, nanos % 1_000_000);
    process.destroyForcibly().waitFor();
    assertThat(text(failed)).doesNotContain("Exception");
    return said(said);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static List<String> said(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
