using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>Which usage records are wanted; what is left out does not restrict.</summary>
/// <param name="From">The first moment wanted.</param>
/// <param name="To">The first moment no longer wanted.</param>
internal sealed record UsageQuery(
    long? UserId,
    long? TokenId,
    string? Model,
    long? ChannelId,
    string? RequestId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Status)
{
    public UsageFilter ToFilter() => new(UserId, TokenId, Model, ChannelId, RequestId, From, To, ToStatus());

    private UsageStatus? ToStatus()
    {
        if (Status is null)
        {
            return null;
        }

        // The words of the answers: client_gone.
        var known = Enum.TryParse<UsageStatus>(Status.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var status)
            && Enum.IsDefined(status) && !char.IsDigit(Status[0]);
        InputException.Require(known, "status", "The status is one of succeeded, client_gone, interrupted, failed, crashed, cut_off.");
        return status;
    }
}
