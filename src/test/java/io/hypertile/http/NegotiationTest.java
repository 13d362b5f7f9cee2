package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.encode.FormatRegistry;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.picture.PngFormat;
import io.hypertile.picture.SvgFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
  private final Negotiation negotiation =
      new Negotiation(FormatRegistry.standard(new Spool(Path.of("."))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|json",
        "*|json",
        " |json",
        "application/x-npy|npy",
        "application/x-npy;version=1.0|npy",
        "application/json;q=0.1,text/csv;q=0.2|csv",
        "application/json;q=0.2,text/csv;q=0.2|json",
        "*/*;q=0.1,application/octet-stream|raw",
        "application/json;q=0,*/*|npy",
        "application/json;q=0.000,application/*;q=0.1|npy",
        "text/html,*/*;q=0.8|json",
        "application/x-npy;q=abc|npy",
        "application/x-npy;q=5, text/csv;q=0.5|npy",
        ",,application/x-npy,|npy"
      })
  void acceptHeaderChooses(String accept, String format) {
    assertThat(negotiation.forAnswer(Optional.empty(), accept).name()).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"image/png", "*/*;q=0", "application/json;q=0", "x", "text/html", ";", ","})
  void nothingAcceptableThrows(String accept) {
    assertThatThrownBy(() -> negotiation.forAnswer(Optional.empty(), accept))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NOT_ACCEPTABLE);
              assertThat(e.members().get("supported").toString()).contains("application/json");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image/png|png",
        "image/svg+xml|svg",
        "image/*|png",
        "image/avif,image/webp,image/*,*/*;q=0.8|png",
        "application/json,image/png|json",
        "*/*|json",
        "text/html,application/xhtml+xml,image/png,image/svg+xml,*/*;q=0.8|json"
      })
  void picturesAreChosenByWhoAsksForThemAndNotForAPage(String accept, String format) {
    Negotiation withPictures =
        new Negotiation(
            FormatRegistry.standard(new Spool(Path.of(".")))
                .and(
                    List.of(
                        new PngFormat(MemoryBudget.only(MemoryUse.ANSWERS, 1 << 20), Duration.ZERO),
                        new SvgFormat())));
    assertThat(withPictures.forAnswer(Optional.empty(), accept).name()).isEqualTo(format);
  }

  @Test
  void parameterWinsOverTheHeader() {
    assertThat(negotiation.forAnswer(Optional.of("NPY"), "application/json").name())
        .isEqualTo("npy");
    assertThatThrownBy(() -> negotiation.forAnswer(Optional.of("tiff"), "*/*"))
        .isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @CsvSource({"application/x-npy,npy", "application/x-numpy,npy", "APPLICATION/JSON,json"})
  void contentTypeChooses(String type, String format) {
    assertThat(negotiation.forBody(Optional.of(type)).name()).isEqualTo(format);
  }

  @Test
  void bodyWithoutATypeThrows() {
    assertThatThrownBy(() -> negotiation.forBody(Optional.empty()))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT));
    assertThatThrownBy(() -> negotiation.forBody(Optional.of("text/csv")))
        .isInstanceOf(ServiceException.class);
  }
}
