package io.hypertile.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartTest {
  @TempDir Path directory;

  private final TrainedProgram program = new TrainedProgram(Path.of("/srv/h-trained"));

  @Test
  void optionsAndArgumentsAreKeptInTheirOrder() {
    assertThat(
            Restart.command(
                List.of("java", "-Xmx256m", "-cp", "x", "-jar", "h.jar", "--a=b c", "-jar", ""),
                program))
        .containsExactly(
            "java",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:InlineSmallCode=1000",
            "-XX:FreqInlineSize=150",
            "-Xmx256m",
            "-cp",
            "x",
            "-XX:AOTCache=/srv/h-trained/hypertile.aot",
            "-jar",
            "/srv/h-trained/hypertile.jar",
            "--a=b c",
            "-jar",
            "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:AOTCache=mine",
        "-XX:AOTMode=off",
        "-XX:AOTCacheOutput=x",
        "-Xshare:off",
        "-XX:SharedArchiveFile=x",
        "-javaagent:x.jar",
        "-agentlib:jdwp=transport=dt_socket"
      })
  void startsWithACacheOrAnAgentOfTheirOwnAreLeftAlone(String option) {
    assertThat(Restart.command(List.of("java", option, "-jar", "h.jar"), program)).isEmpty();
    // After the jar it is an argument of the server.
    assertThat(Restart.command(List.of("java", "-jar", "h.jar", option), program)).isNotEmpty();
  }

  @Test
  void theImageIsStartedWithTheSameOptions() throws IOException {
    Path base = Path.of(System.getProperty("hypertile.basedir", "."));
    String recipe = Files.readString(base.resolve("Dockerfile"));
    String entry = recipe.substring(recipe.indexOf("\nENTRYPOINT "));
    for (List<String> options : List.of(Restart.MAPPING, Restart.COMPILER)) {
      for (String option : options) {
        assertThat(entry).contains("\"" + option + "\"");
      }
    }
  }

  @Test
  void startsByOtherMeansAreLeftAlone() {
    assertThat(Restart.command(List.of("java", "-cp", "x", "Main"), program)).isEmpty();
    assertThat(Restart.command(List.of("java", "-jar"), program)).isEmpty();
    assertThat(Restart.command(List.of(), program)).isEmpty();
  }

  @Test
  void aTrainedProgramFitsTheVeryJarThatItWasMadeFor() throws IOException {
    Path jar = Files.writeString(directory.resolve("hypertile-1.jar"), "one version");
    TrainedProgram trained = TrainedProgram.beside(jar);
    assertThat(trained.directory()).isEqualTo(directory.resolve("hypertile-1-trained"));
    assertThat(trained.fits(jar)).isFalse();
    Files.createDirectories(trained.directory());
    trained.seal(jar);
    assertThat(trained.fits(jar)).isTrue();
    Path copy = Files.copy(jar, directory.resolve("copy.jar"));
    assertThat(trained.fits(copy)).isTrue();
    Files.writeString(jar, "two version");
    assertThat(trained.fits(jar)).isFalse();
    trained.unseal();
    assertThat(trained.isThere()).isFalse();
  }

  @Test
  void aTrainedProgramOfAnotherJavaDoesNotFit() throws IOException {
    Path jar = Files.writeString(directory.resolve("h.jar"), "one version");
    TrainedProgram trained = TrainedProgram.beside(jar);
    Files.createDirectories(trained.directory());
    trained.seal(jar);
    Path seal = trained.directory().resolve("made-for");
    String version = System.getProperty("java.vm.version");
    Files.writeString(seal, Files.readString(seal).replace(version, "24+1"));
    assertThat(trained.isThere()).isTrue();
    assertThat(trained.fits(jar)).isFalse();
  }
}
