package io.hypertile.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TooLargeTest {
  @Test
  void sizesUpToTheLimitPass() {
    assertThatCode(
            () -> {
              TooLarge.requireBody(-1, 7, most -> "unknown");
              TooLarge.requireBody(7, 7, most -> "whole");
              TooLarge.requireResult(7, 7, "whole");
            })
        .doesNotThrowAnyException();
  }

  @Test
  void sizePastTheLimitIsRefusedWithBoth() {
    ServiceException body =
        refusal(() -> TooLarge.requireBody(8, 7, most -> "Send " + most + " bytes."));
    assertThat(body.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    assertThat(body.detail()).isEqualTo("Send 7 bytes.");
    assertThat(body.members()).containsEntry("limit", 7L).containsEntry("requested", 8L);

    ServiceException result = refusal(() -> TooLarge.requireResult(8, 7, "Ask for less."));
    assertThat(result.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(result.members()).containsEntry("limit", 7L).containsEntry("requested", 8L);
  }

  @Test
  void bodyThatIsNotReadToItsEndHasTheLimitAlone() {
    assertThat(TooLarge.bodyPast(7, "Send less.").members()).containsOnlyKeys("limit");
  }

  /** Beside it stand only what makes a status of the code, or the other protocol's name. */
  @Test
  void noOtherClassMakesTheCodes() {
    Set<String> users = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.hypertile")) {
      for (JavaFieldAccess access : type.getFieldAccessesFromSelf()) {
        if (access.getTarget().getOwner().isEquivalentTo(ErrorCode.class)
            && Set.of("BODY_TOO_LARGE", "RESULT_TOO_LARGE")
                .contains(access.getTarget().getName())) {
          users.add(type.getName().replaceFirst("\\$.*", "").replaceFirst(".*\\.", ""));
        }
      }
    }
    users.remove("ErrorCode");
    assertThat(users)
        .containsExactly("DekerErrors", "HttpStatuses", "Problem", "S3Code", "TooLarge");
  }

  private static ServiceException refusal(ThrowingCallable call) {
    return catchThrowableOfType(ServiceException.class, call);
  }
}
