package io.hypertile.collection.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the parameters that select cells. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    name = "slice",
    in = ParameterIn.QUERY,
    description =
        "One selector for each dimension, separated by commas: positions, ISO times, labels or"
            + " values, ranges with : and lists in parentheses",
    schema = @Schema(type = "string"))
@Parameter(
    name = "sel.{dimension}",
    in = ParameterIn.QUERY,
    description = "The selector of one dimension by its name, in place of slice",
    schema = @Schema(type = "string"))
@Parameter(
    name = "method",
    in = ParameterIn.QUERY,
    description = "How values and times are looked up",
    schema =
        @Schema(
            type = "string",
            allowableValues = {"exact", "nearest", "pad", "backfill"},
            defaultValue = "exact"))
@Parameter(
    name = "tolerance",
    in = ParameterIn.QUERY,
    description = "Greatest distance of a value from what it is looked up as",
    schema = @Schema(type = "number"))
@interface SliceParameters {}
