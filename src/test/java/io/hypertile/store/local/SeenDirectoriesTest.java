package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenDirectoriesTest {
  private static final Path ROOT = Path.of("/root");
  private static final Path FILE = ROOT.resolve("a/b/c/file");

  private final Set<Path> directories =
      new HashSet<>(List.of(ROOT.resolve("a"), ROOT.resolve("a/b"), ROOT.resolve("a/b/c")));
  private final List<Path> looked = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 7;
  private final SeenDirectories seen = new SeenDirectories(this::look, () -> nanos);

  private PathLook.Found look(Path path) {
    looked.add(path);
    boolean isDirectory = directories.contains(path);
    return new PathLook.Found(
        isDirectory ? PathLook.Kind.DIRECTORY : PathLook.Kind.ABSENT, Optional.empty());
  }

  private boolean isReached(Path file) {
    looked.clear();
    return seen.way(ROOT, file) == PathLook.Kind.DIRECTORY;
  }

  @Test
  void directoriesThatWereSeenNeedNoLookForAMoment() {
    assertThat(isReached(FILE)).isTrue();
    assertThat(looked).hasSize(3).doesNotContain(ROOT);
    nanos += SeenDirectories.MOMENT - 1;
    assertThat(isReached(ROOT.resolve("a/b/other"))).isTrue();
    assertThat(looked).isEmpty();
    assertThat(isReached(ROOT.resolve("a/x/other"))).isFalse();
    assertThat(looked).containsExactly(ROOT.resolve("a/x"));
  }

  @Test
  void linksInPlaceOfADirectoryAreNoticedAfterAMomentHoweverOftenItIsPassed() {
    assertThat(isReached(FILE)).isTrue();
    directories.add(ROOT.resolve("a/b/d"));
    nanos += SeenDirectories.MOMENT / 2;
    // What is seen now depends on what was seen before.
    assertThat(isReached(ROOT.resolve("a/b/d/file"))).isTrue();
    assertThat(looked).containsExactly(ROOT.resolve("a/b/d"));
    directories.remove(ROOT.resolve("a/b"));
    nanos += SeenDirectories.MOMENT / 2;
    assertThat(isReached(ROOT.resolve("a/b/d/file"))).isFalse();
    assertThat(isReached(FILE)).isFalse();
  }

  @Test
  void nothingIsLookedAtBelowAnAbsentDirectory() {
    looked.clear();
    assertThat(seen.way(ROOT, ROOT.resolve("a/x/y/z/file"))).isEqualTo(PathLook.Kind.ABSENT);
    assertThat(looked).containsExactly(ROOT.resolve("a"), ROOT.resolve("a/x"));
    looked.clear();
    assertThat(seen.way(ROOT, ROOT.resolve("a/x/y/other"))).isEqualTo(PathLook.Kind.ABSENT);
    assertThat(looked).containsExactly(ROOT.resolve("a/x"));
  }

  @Test
  void directoriesThatAreNoneAreLookedAtEachTime() {
    directories.clear();
    assertThat(isReached(FILE)).isFalse();
    directories.addAll(List.of(ROOT.resolve("a"), ROOT.resolve("a/b"), ROOT.resolve("a/b/c")));
    assertThat(isReached(FILE)).isTrue();
  }
}
