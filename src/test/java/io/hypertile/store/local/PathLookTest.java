package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathLookTest {
  @TempDir Path directory;

  @Test
  void filesDirectoriesLinksAndNothingAreToldApart() throws IOException {
    Files.createDirectories(directory.resolve("a/b"));
    Files.writeString(directory.resolve("a/file"), "x");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
    for (PathLook look : List.of((PathLook) PathLook::now, PathLook.once(directory))) {
      assertThat(look.kind(directory.resolve("a/b"))).isEqualTo(PathLook.Kind.DIRECTORY);
      assertThat(look.kind(directory.resolve("a/file"))).isEqualTo(PathLook.Kind.OTHER);
      assertThat(look.kind(directory.resolve("link"))).isEqualTo(PathLook.Kind.OTHER);
      assertThat(look.kind(directory.resolve("none/below"))).isEqualTo(PathLook.Kind.ABSENT);
      assertThat(look.kind(directory.resolve("a/file/below"))).isEqualTo(PathLook.Kind.ABSENT);
    }
  }

  @Test
  void belowAPathThatIsNoDirectoryNothingIsLookedFor() throws IOException {
    PathLook look = PathLook.once(directory);
    assertThat(look.kind(directory.resolve("new/c/0"))).isEqualTo(PathLook.Kind.ABSENT);
    Files.createDirectories(directory.resolve("new/c/1"));
    assertThat(look.kind(directory.resolve("new/c/1"))).isEqualTo(PathLook.Kind.ABSENT);
    assertThat(PathLook.now(directory.resolve("new/c/1")).kind())
        .isEqualTo(PathLook.Kind.DIRECTORY);
  }

  @Test
  void aFileIsLookedAtOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    PathLook look = PathLook.once(directory);
    FileState state = look.at(file).file().orElseThrow();
    Files.writeString(file, "longer");
    assertThat(look.at(file).file()).contains(state);
    assertThat(PathLook.now(file).file().orElseThrow().size()).isEqualTo(6);
  }
}
