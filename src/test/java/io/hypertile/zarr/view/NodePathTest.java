package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
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
  void pathsThatAreEncodedAsAWholeAreDecodedOnce() {
    NodePath plain = NodePath.parse("/weather/~a%2Cb/zarr.json");
    assertThat(NodePath.parse("/weather%2F~a%252Cb%2Fzarr.json")).isEqualTo(plain);
    assertThat(NodePath.parse("/weather%2f~a%252Cb/zarr.json")).isEqualTo(plain);
    assertThat(NodePath.parse("/weather%2F")).isEqualTo(NodePath.parse("/weather"));
    assertThat(NodePath.parse("/weather/~a%2Fb").segments()).containsExactly("weather", "~a%2Fb");
    assertThat(NodePath.parse("/a%252Fb%2Fc").segments()).containsExactly("a%2Fb", "c");
    for (String bad : new String[] {"/a%2F..%2Fb", "/a%2F%252E%252E", "/a%2F%2500", "/a%2F%25"}) {
      assertThatExceptionOfType(ServiceException.class)
          .as(bad)
          .isThrownBy(() -> NodePath.parse(bad))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
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
