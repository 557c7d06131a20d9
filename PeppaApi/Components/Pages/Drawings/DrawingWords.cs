using System.Globalization;
using Microsoft.Extensions.Localization;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Drawings;

/// <summary>How pages speak of drawings.</summary>
internal static class DrawingWords
{
    public static string Action(IStringLocalizer<DrawingsText> text, string action) => text["Action" + action] is { ResourceNotFound: false } name ? name : action;

    /// <summary>What was done, and in which mode, or how long and large.</summary>
    public static string Title(IStringLocalizer<DrawingsText> text, TaskView task) => task.Kind == LongTaskKind.Video
        ? string.Create(CultureInfo.CurrentCulture, $"{Action(text, task.Action)} · {task.Milliseconds / 1000} s · {task.Variant}")
        : task.Mode.Length == 0 ? Action(text, task.Action) : $"{Action(text, task.Action)} · {(text["Mode" + task.Mode] is { ResourceNotFound: false } mode ? mode : task.Mode)}";

    public static string State(IStringLocalizer<DrawingsText> text, TaskView task) => task is { Phase: TaskPhase.UnderWay, Progress: > 0 }
        ? $"{text["StateUnderWay"]} {task.Progress.ToString(CultureInfo.CurrentCulture)}%"
        : text["State" + task.Phase];

    public static string StateClass(TaskView task) => task.Phase switch
    {
        TaskPhase.Succeeded => "good",
        TaskPhase.GivenBack => "bad",
        _ => "",
    };

    /// <summary>What it costs, or cost, or that it cost nothing.</summary>
    public static string Cost(IStringLocalizer<DrawingsText> text, TaskView task) => task switch
    {
        { Phase: TaskPhase.Succeeded, Refunded: > 0 } => text[nameof(DrawingsText.CostRefunded), CreditFormat.Request(task.Charged), CreditFormat.Request(task.Refunded)],
        { Phase: TaskPhase.Succeeded } => text[nameof(DrawingsText.CostCharged), CreditFormat.Request(task.Charged)],
        { Phase: TaskPhase.GivenBack, Held: > 0 } => text[nameof(DrawingsText.CostGivenBack), CreditFormat.Request(task.Held)],
        { Phase: TaskPhase.UnderWay } => text[nameof(DrawingsText.CostHeld), CreditFormat.Request(task.Held)],
        _ => text[nameof(DrawingsText.CostNone)],
    };

    /// <summary>The relay's own word for a failure, said plainly where it is a known one.</summary>
    public static string? Failure(IStringLocalizer<DrawingsText> text, string? code) => code is null ? null : text["Fail_" + code] is { ResourceNotFound: false } words ? words : code;
}
