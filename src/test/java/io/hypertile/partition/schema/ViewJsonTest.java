package io.hypertile.partition.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ViewJsonTest {
  private static final byte[] DOCUMENT = bytes("daily_view/_zcollection_view.json");
  private static final PartitionedForm BASE =
      FormJson.parse(
          cursor(read(new String(bytes("daily/_zcollection.json"), StandardCharsets.UTF_8))));

  private static byte[] bytes(String name) {
    return ZarrStores.objects("zcollection/" + name).values().iterator().next();
  }

  private static JsonNode read(String json) {
    return JsonMapper.shared().readTree(json);
  }

  private static JsonCursor cursor(JsonNode node) {
    return JsonCursor.root(ErrorCode.INVALID_SCHEMA, node);
  }

  private static ViewForm form(String members) {
    return ViewJson.parseMembers(cursor(read(members.replace('\'', '"')))).orElseThrow();
  }

  @Test
  void documentOfThePackageIsReadAndWrittenAsItIs() {
    ViewForm view = ViewJson.parse(cursor(read(new String(DOCUMENT, StandardCharsets.UTF_8))));
    assertThat(view.dimensions()).isEqualTo(BASE.root().dimensions());
    assertThat(new String(ViewJson.bytes(view, "daily"), StandardCharsets.UTF_8))
        .isEqualTo(new String(DOCUMENT, StandardCharsets.UTF_8));
  }

  @Test
  void variablesAreThoseOfTheViewBehindThoseOfTheBase() {
    ViewForm view =
        form("{'variables': [{'name': 'wind', 'dtype': '<f4', 'dimensions': ['time', 'x_ac']}]}");
    assertThat(view.over(BASE).dimensions()).isEqualTo(BASE.root().dimensions());
    PartitionedForm alone = view.alone(BASE);
    assertThat(alone.partitioning()).isEqualTo(BASE.partitioning());
    assertThat(alone.root().placed()).extracting(GroupSchema.Placed::path).containsExactly("wind");
    assertThat(view.together(BASE).root().placed())
        .extracting(GroupSchema.Placed::path)
        .containsExactlyElementsOf(
            Stream.concat(
                    BASE.root().placed().stream().map(GroupSchema.Placed::path), Stream.of("wind"))
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          []                                                                    | /variables
          [{'name': 'ssh', 'dtype': '<f4', 'dimensions': ['time']}]             | /variables/0/name
          [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time']}, {'name': 'a', 'dtype': '<f4', 'dimensions': ['time']}] | /variables/1/name
          [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time', 'depth']}]      | /variables/0/dimensions/1
          [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time', 'time']}]       | /variables/0/dimensions/1
          [{'name': 'a', 'dtype': '<f4', 'dimensions': ['x_ac']}]               | /variables/0/dimensions
          """)
  void whatDoesNotFitTheBaseIsRefusedAtItsPlace(String variables, String pointer) {
    String quoted = variables.replace("''", "'");
    ViewForm view = form("{'variables': " + quoted + "}");
    assertThatThrownBy(() -> view.alone(BASE))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
              assertThat(e.members()).containsEntry("pointer", pointer);
            });
  }

  @Test
  void dimensionThatTheBaseHasOtherwiseIsRefused() {
    ViewForm view =
        form(
            "{'base_dimensions': [{'name': 'time'}, {'name': 'x_ac', 'size': 7}], 'variables':"
                + " [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time', 'x_ac']}]}");
    assertThatThrownBy(() -> view.alone(BASE)).hasMessageContaining("x_ac");
  }
}
