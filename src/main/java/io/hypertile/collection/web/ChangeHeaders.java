package io.hypertile.collection.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the conditions of requests that change something. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    name = "If-Match",
    in = ParameterIn.HEADER,
    description =
        "Tags of the resource or of subsets of the array; the change is made only if one of them is"
            + " current, else 412",
    schema = @Schema(type = "string"))
@Parameter(
    name = "If-None-Match",
    in = ParameterIn.HEADER,
    description = "Tags that must not be current; * for what must not be there yet, else 412",
    schema = @Schema(type = "string"))
@interface ChangeHeaders {}
