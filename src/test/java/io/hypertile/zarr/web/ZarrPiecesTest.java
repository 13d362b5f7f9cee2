package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.view.NodePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZarrPiecesTest {
  private static ZarrAddress of(String path) {
    return ZarrAddress.of(NodePath.parse(path));
  }

  @Test
  void addressesSayWhatIsAskedFor() {
    assertThat(of("/w/~k/zarr.json")).isEqualTo(new ZarrAddress.Document(NodePath.parse("/w/~k")));
    assertThat(of("/zarr.json")).isEqualTo(new ZarrAddress.Document(NodePath.ROOT));
    ZarrAddress.Place chunk = (ZarrAddress.Place) of("/c/~k/c/c/0/1");
    assertThat(chunk.array()).contains(NodePath.parse("/c/~k/c"));
    assertThat(chunk.numbers()).containsExactly("0", "1");
    assertThat(((ZarrAddress.Place) of("/c")).array()).isEmpty();
    assertThat(((ZarrAddress.Place) of("/w/~k")).array()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/.zgroup", "/w/.zarray", "/w/~k/v/.zattrs", "/w/a.aux.xml", "/w/~k/v.ovr"})
  void documentsOfOtherFormatsAreNothing(String path) {
    assertThat(of(path)).isEqualTo(new ZarrAddress.Nothing());
  }

  @Test
  void endingsOfKeysArePartOfTheKey() {
    assertThat(of("/w/~scan.aux")).isInstanceOf(ZarrAddress.Place.class);
  }

  @Test
  void placesOfChunksAreWrittenInOneWay() {
    ChunkGrid grid = new ChunkGrid(Shape.of(25, 3), Shape.of(10, 3));
    assertThat(ChunkPositions.require(grid, List.of("2", "0"))).containsExactly(2, 0);
    for (List<String> numbers :
        List.of(
            List.of("3", "0"),
            List.of("0", "1"),
            List.of("00", "0"),
            List.of("+1", "0"),
            List.of("", "0"),
            List.of("1"),
            List.of("0", "0", "0"),
            List.of("\u0661", "0"),
            List.of("9999999999999999999", "0"))) {
      assertThatThrownBy(() -> ChunkPositions.require(grid, numbers))
          .as(numbers.toString())
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.members().get("chunks")).isEqualTo(List.of(3L, 1L)));
    }
  }

  @Test
  void latestArraysAreRemembered() {
    ServedArrays served = new ServedArrays();
    served.sent(NodePath.parse("/w/first"));
    for (int n = 0; n < 9_999; n++) {
      served.sent(NodePath.parse("/w/" + n));
    }
    assertThat(served.wasSent(NodePath.parse("/w/first/v"))).isTrue();
    served.sent(NodePath.parse("/w/more"));
    assertThat(served.wasSent(NodePath.parse("/w/first/v"))).isTrue();
    assertThat(served.wasSent(NodePath.parse("/w/0/v"))).isFalse();
    served.sent(NodePath.parse("/w/" + "x".repeat(2_000)));
    assertThat(served.wasSent(NodePath.parse("/w/" + "x".repeat(2_000) + "/v"))).isFalse();
  }

  @Test
  void pagesAreReadBothByBrowsersAndPrograms() {
    List<String> links = List.of("~it's/", "a%26b/", "zarr.json");
    String page = new String(IndexPage.of("/zarr/w", links, false), StandardCharsets.UTF_8);
    assertThat(page)
        .contains(
            "<title>Index of /zarr/w/</title><base href=\"w/\">",
            "<a href=\"~it%27s/\">~it%27s/</a>\n",
            "<a href=\"a%26b/\">a%26b/</a>\n",
            "There are more than are shown here.");
    String whole = new String(IndexPage.of("/zarr/w/", links, true), StandardCharsets.UTF_8);
    assertThat(whole).contains("<title>Index of /zarr/w/</title></head>").doesNotContain("more");
  }
}
