package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodePathTest {
  @Test
  void segmentsStayEncoded() {
    NodePath path = NodePath.parse("/weather/~a%2Cb,c/v/");
    assertThat(path.segments()).containsExactly("weather", "~a%2Cb,c", "v");
    assertThat(path.name(1)).isEqualTo("~a,b,c");
    assertThat(path.first(1)).isEqualTo(NodePath.parse("/weather"));
    assertThat(path.withFirst("w").raw(0)).isEqualTo("w");
    assertThat(NodePath.parse("")).isEqualTo(NodePath.ROOT);
    assertThat(NodePath.parse("/")).isEqualTo(NodePath.ROOT);
    assertThat(NodePath.parse("//").segments()).containsExactly("");
  }

  @Test
  void endingIsTakenOffOnce() {
    assertThat(NodePath.withoutEnding("a.zarr.zarr")).contains("a.zarr");
    assertThat(NodePath.withoutEnding(".zarr")).isEmpty();
    assertThat(NodePath.withoutEnding("a.zar")).isEmpty();
  }

  @Test
  void namesThatZarrKeepsForItselfAreNoNodes() {
    for (String name : new String[] {"", ".", "...", "a/b", "__a", "zarr.json", "a\nb"}) {
      assertThat(NodeNames.isValid(name)).as(name).isFalse();
    }
    assertThat(NodeNames.isValid("Druck \u00e4")).isTrue();
    assertThat(NodeNames.free("a", java.util.Set.of("b"))).isEqualTo("a");
    assertThat(NodeNames.free("a", java.util.Set.of("a", "data"))).isEqualTo("data_");
  }
}
