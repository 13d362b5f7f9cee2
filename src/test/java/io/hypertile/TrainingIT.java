package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar is trained with one command, and its starts use what that leaves. */
class TrainingIT {
  @TempDir Path directory;

  private record Ended(int status, String text) {}

  private Ended run(Path jar, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(ServerProcess.java()));
    all.addAll(List.of(command));
    int at = all.indexOf("-jar");
    all.add(at + 1, jar.toString());
    Process process =
        new ProcessBuilder(all).directory(directory.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), text);
  }

  @Test
  void aTrainedJarStartsFromItsCacheAsTheSameProcess() throws Exception {
    Path jar =
        Files.copy(Path.of(System.getProperty("hypertile.jar")), directory.resolve("a b.jar"));
    Ended training = run(jar, "-Dhypertile.train.rounds=1", "-jar", "--hypertile.train");
    assertThat(training.status()).as(training.text()).isZero();
    Path trained = directory.resolve("a b-trained");
    assertThat(trained.resolve("hypertile.aot")).isNotEmptyFile();
    assertThat(trained.resolve("training")).doesNotExist();

    Path root = Files.createDirectory(directory.resolve("root"));
    try (ServerProcess server = ServerProcess.startJar(jar, root, List.of("-Xmx128m"))) {
      Path own = Path.of("/proc", Long.toString(server.process().pid()));
      assertThat(Files.readString(own.resolve("cmdline")).split("\0"))
          .contains("-Xmx128m", "-XX:AOTCache=" + trained.resolve("hypertile.aot"));
      assertThat(Files.readString(own.resolve("maps"))).contains(trained + "/hypertile.aot");
      assertThat(server.get("/api/v1/collections").statusCode()).isEqualTo(200);
      server.process().destroy();
      assertThat(server.process().onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    Files.writeString(trained.resolve("made-for"), "another");
    Ended version = run(jar, "-jar", "--version");
    assertThat(version.status()).isZero();
    assertThat(version.text())
        .contains("make it again with --hypertile.train")
        .containsPattern("(?m)^Hypertile [0-9.]+$");
  }

  @Test
  void helpAndVersionStartNothing() throws Exception {
    Path jar = Path.of(System.getProperty("hypertile.jar"));
    Ended help = run(jar, "-jar", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.text()).contains("--hypertile.storage.root=./data");
    assertThat(run(jar, "-jar", "--version").text()).containsPattern("^Hypertile [0-9.]+\\R$");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aMisspeltSettingEndsTheStart() throws Exception {
    Path jar = Path.of(System.getProperty("hypertile.jar"));
    Ended ended = run(jar, "-jar", "--hypertile.storage.rot=x", "--server.port=0");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.text()).contains("did you mean hypertile.storage.root?");
    assertThat(directory.resolve("data")).doesNotExist();
  }
}
