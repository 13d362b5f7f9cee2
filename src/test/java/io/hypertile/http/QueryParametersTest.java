package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  private static final List<String> NAMES_OF_SWITCHES = List.of("on", "off", "odd", "absent");

  private static final List<String> NAMES = List.of("slice", "sel.", "limit");

  @Test
  void aGroupWithoutANameIsAnsweredWithItsForm() {
    for (String query : List.of("sel=", "sel", "sel=52")) {
      assertThatThrownBy(() -> QueryParameters.parse(query, NAMES))
          .hasMessageContaining("takes a name and what is selected: sel.NAME=…, or sel=NAME=…");
    }
  }

  @Test
  void namesThatAreKnownTwiceAreNamedOnce() {
    assertThatThrownBy(() -> QueryParameters.parse("zzz=1", List.of("slice", "limit", "slice")))
        .hasMessageContaining("there are slice, limit.");
  }

  /** The second is what RFC 6570 has for {?sel*} under OpenAPI's style deepObject. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sel.y=52.5&sel.x=1%3A2&limit=3",
        "sel%5By%5D=52.5&sel[x]=1:2&limit=3",
        "sel=y%3D52.5&sel=x=1:2&limit=3",
        "sel[y]=52.5&limit=3&sel=x=1:2"
      })
  void membersOfGroupAreTakenInEverySpelling(String query) {
    QueryParameters parameters = QueryParameters.parse(query, NAMES);
    assertThat(parameters.withPrefix("sel."))
        .containsExactlyInAnyOrderEntriesOf(Map.of("y", "52.5", "x", "1:2"));
    assertThat(parameters.find("limit")).contains("3");
  }

  @Test
  void namesOfMembersMayHoldWhatSpellsOtherMembers() {
    assertThat(QueryParameters.parse("sel[a[0]]=1&sel.b=2=3&sel=c=4=5", NAMES).withPrefix("sel."))
        .isEqualTo(Map.of("a[0]", "1", "b", "2=3", "c", "4=5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sel.y=1&sel[y]=1",
        "sel[y]=1&sel=y=2",
        "sel[]=1",
        "sel=y",
        "sel=",
        "sel",
        "sel==1",
        "limit[y]=1",
        "limt[y]=1",
        "limit=1&limit=1",
        "sel[y=1"
      })
  void otherSpellingsAndTheSameMemberTwiceAreRefused(String query) {
    assertThatThrownBy(() -> QueryParameters.parse(query, NAMES))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  @Test
  void switchesAreToldInOneOrder() {
    QueryParameters given = QueryParameters.parse("on=true&off=false&odd=yes", NAMES_OF_SWITCHES);
    assertThat(given.isTrue("on")).isTrue();
    assertThat(given.isTrue("off")).isFalse();
    assertThat(given.isTrue("absent")).isFalse();
    assertThat(given.isTrueOrAbsent("off")).isFalse();
    assertThat(given.isTrueOrAbsent("absent")).isTrue();
    assertThatThrownBy(() -> given.isTrue("odd"))
        .hasMessageContaining("The parameter odd is one of false, true, not \"yes\".");
    assertThatThrownBy(() -> given.isTrueOrAbsent("odd"))
        .hasMessageContaining("The parameter odd is one of true, false, not \"yes\".");
  }
}
