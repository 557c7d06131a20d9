using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Components;

/// <summary>The <c>Site</c> section of the configuration.</summary>
public sealed class SiteOptions
{
    /// <summary>Pages that visitors who are not signed in may keep live at the same time. The default value is 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxVisitors { get; set; } = 1_000;
}
