package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HeadStartTest {
  private static final String BEGUN = "the head start has begun";

  /** What a program does first, in a process in which nothing has logged yet. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      HeadStart.begin();
      System.out.println(BEGUN);
    }
  }

  @Test
  void loggingIsThereBeforeTwoThreadsUseIt() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    assertThat(told.substring(0, told.indexOf(BEGUN))).contains("ch.qos.logback.classic.Logger ");
    assertThat(told).doesNotContain("SLF4J(W)");
  }
}
