package io.hypertile.journal.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", "a\0b", "\ud800"
      })
  void pathThatIsNotBelowTheRootThrows(String text) {
    assertThatThrownBy(() -> new RootPath(text))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_NAME));
  }

  @Test
  void pathThatIsTooLongThrows() {
    assertThatThrownBy(() -> new RootPath("a".repeat(256))).isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> new RootPath("a/".repeat(1600) + "a"))
        .isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b/c", "...", "..a/b..", "a\\b", "~/x", "a:b"})
  void resolveStaysWithinTheRoot(String text) {
    Path root = Path.of("/data/root");
    Path resolved = new RootPath(text).resolve(root).normalize();
    assertThat(resolved.startsWith(root)).isTrue();
    assertThat(resolved).isNotEqualTo(root);
  }

  @Test
  void isWithinComparesWholeNames() {
    RootPath path = RootPath.of("a", "b", "c");
    assertThat(path.isWithin(new RootPath("a/b"))).isTrue();
    assertThat(path.isWithin(path)).isTrue();
    assertThat(new RootPath("a/bc").isWithin(new RootPath("a/b"))).isFalse();
    assertThat(path.parent()).contains(new RootPath("a/b"));
    assertThat(new RootPath("a").parent()).isEmpty();
    assertThat(path.name()).isEqualTo("c");
  }

  @Test
  void transactionThatCannotBeRedoneThrows() {
    RootPath a = new RootPath("a");
    RootPath inside = new RootPath("a/b");
    RootPath other = new RootPath("c");
    List<List<Change>> wrong =
        List.of(
            List.of(),
            List.of(new Change.SetLength(a, 1), new Change.Replace(a, other)),
            List.of(new Change.Replace(a, other), new Change.Delete(a)),
            List.of(new Change.DeleteTree(a), new Change.MakeDirectories(inside)),
            List.of(new Change.DeleteTree(a), new Change.Replace(inside, other)),
            List.of(new Change.Delete(RootPath.of(".hypertile", "journal", "x"))),
            List.of(new Change.Delete(RootPath.of(".hypertile", "owner.lock"))));
    for (List<Change> changes : wrong) {
      assertThatThrownBy(() -> new Transaction(changes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
