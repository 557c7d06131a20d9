using System.ComponentModel.DataAnnotations;
using PeppaApi.Outbound;

namespace PeppaApi.Accounts.Notices;

/// <summary>The <c>Notices</c> section of the configuration.</summary>
public sealed class NoticeOptions : IValidatableObject
{
    /// <summary>
    /// Hosts beside the public internet that users may have notices posted to. Not those of upstreams: users must not reach
    /// what only the relay may. The default value is none.
    /// </summary>
    public IReadOnlyList<string> AllowedPrivateHosts { get; set; } = [];

    /// <summary>The pause after the first failure; it doubles with each. The default value is 30.</summary>
    [Range(1, 3600)]
    public int RetrySeconds { get; set; } = 30;

    /// <summary>How often credit is looked at. The default value is 60.</summary>
    [Range(1, 3600)]
    public int CheckSeconds { get; set; } = 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from host in AllowedPrivateHosts
        where !AllowedHosts.IsEntry(host)
        select new ValidationResult($"'{host}' is no host, address or network.", [nameof(AllowedPrivateHosts)]);
}
