package io.hypertile.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvnw} says where there is no JDK that is new enough, before Maven begins. */
class NeedJavaTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));

  @TempDir Path machine;

  private record Ended(int status, String text) {}

  /** Runs the wrapper's check on a machine that has the JDKs below a directory, and no others. */
  private Ended check(String... variables) throws IOException, InterruptedException {
    Path tools = Files.createDirectories(machine.resolve("tools"));
    for (String tool : List.of("env", "sed", "readlink", "uname")) {
      Path own = tools.resolve(tool);
      Files.writeString(own, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
      assertThat(own.toFile().setExecutable(true)).isTrue();
    }
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    command.add("PATH=" + tools);
    command.add("HOME=" + Files.createDirectories(machine.resolve("home")));
    command.add("JVM_ROOTS=" + machine.resolve("jvm"));
    command.addAll(List.of(variables));
    command.addAll(List.of("/bin/sh", "-euf", BASE.resolve(".mvn/need-java").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), text);
  }

  private Path jdk(String place, String version) throws IOException {
    Path home = machine.resolve(place);
    Files.createDirectories(home.resolve("bin"));
    Path compiler = Files.writeString(home.resolve("bin/javac"), "#!/bin/sh\n");
    assertThat(compiler.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "21", "24.0.2", "1.8.0_462"})
  void withAnOlderJavaAloneItSaysWhichIsNeeded(String version) throws Exception {
    Path old = jdk("jvm/old", version);
    Ended ended = check("JAVA_HOME=" + old);
    assertThat(ended.status()).isEqualTo(64);
    assertThat(ended.text())
        .contains("Hypertile needs Java " + Launch.REQUIRED + " or newer")
        .contains("JAVA" + Launch.REQUIRED + "_HOME");
  }

  @Test
  void withoutAnyJavaItSaysTheSame() throws Exception {
    assertThat(check().text()).contains("Hypertile needs Java " + Launch.REQUIRED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jvm/new", "home/.sdkman/candidates/java/25", "home/.jdks/25", "home/.m2/jdks/25"})
  void aJdkInAnyUsualPlaceSuffices(String place) throws Exception {
    jdk("jvm/old", "17.0.15");
    jdk(place, "25.0.3");
    assertThat(check()).isEqualTo(new Ended(0, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_HOME", "JDK_HOME", "JAVA25_HOME", "JAVA_HOME_25_X64"})
  void aJdkThatAVariableNamesSuffices(String variable) throws Exception {
    Path home = jdk("elsewhere", "26");
    assertThat(check(variable + "=" + home)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void userWithToolchainsOfTheirOwnIsNotAsked() throws Exception {
    Files.createDirectories(machine.resolve("home/.m2"));
    Files.writeString(machine.resolve("home/.m2/toolchains.xml"), "<toolchains/>");
    assertThat(check()).isEqualTo(new Ended(0, ""));
  }
}
