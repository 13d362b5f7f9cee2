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
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A size of at least so many bytes. */
@Documented
@Constraint(validatedBy = LeastBytes.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface LeastBytes {
  /** The bytes. */
  long value();

  /** Requirement for the size, as the end of a sentence. */
  String message() default "must be at least {value} bytes";

  /** No groups. */
  Class<?>[] groups() default {};

  /** No payload. */
  Class<? extends Payload>[] payload() default {};

  /** Compares sizes. Thread-safe once initialized. */
  final class Check implements ConstraintValidator<LeastBytes, DataSize> {
    private long least;

    @Override
    public void initialize(LeastBytes bytes) {
      least = bytes.value();
    }

    @Override
    public boolean isValid(@Nullable DataSize size, ConstraintValidatorContext context) {
      return size == null || size.toBytes() >= least;
    }
  }
}
