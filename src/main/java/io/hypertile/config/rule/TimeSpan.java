package io.hypertile.config.rule;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** A time between two others; at most a year unless it says less, since sums of times overflow. */
@Documented
@Constraint(validatedBy = TimeSpan.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface TimeSpan {
  /** The shortest time, as a setting says it. */
  String least() default "0s";

  /** The longest time, as a setting says it. */
  String most() default "365d";

  /** Requirement for the time, as the end of a sentence. */
  String message() default "must be between {least} and {most}";

  /** No groups. */
  Class<?>[] groups() default {};

  /** No payload. */
  Class<? extends Payload>[] payload() default {};

  /** Compares times. Thread-safe once initialized. */
  final class Check implements ConstraintValidator<TimeSpan, Duration> {
    private Duration least = Duration.ZERO;
    private Duration most = Duration.ZERO;

    @Override
    public void initialize(TimeSpan span) {
      least = DurationStyle.SIMPLE.parse(span.least());
      most = DurationStyle.SIMPLE.parse(span.most());
    }

    @Override
    public boolean isValid(@Nullable Duration time, ConstraintValidatorContext context) {
      return time == null || time.compareTo(least) >= 0 && time.compareTo(most) <= 0;
    }
  }
}
