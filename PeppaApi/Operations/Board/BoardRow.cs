using PeppaApi.Channels;
using PeppaApi.Usage;

namespace PeppaApi.Operations.Board;

/// <summary>A channel with what it brought in the last 24 hours.</summary>
public sealed record BoardRow(ChannelLine Channel, SiteFigures Day)
{
    /// <summary>The share of the last minute's attempts that failed, from 0 to 1; none if there were none.</summary>
    public double? FailedNow => Channel.Load.RequestsLastMinute == 0 ? null : (double)Channel.Load.FailuresLastMinute / Channel.Load.RequestsLastMinute;
}

/// <summary>By what channels are sorted.</summary>
public enum BoardOrder
{
    /// <summary>As they are chosen: the highest first.</summary>
    Priority,

    Name,

    State,

    InFlight,

    Latency,

    /// <summary>The share of requests that failed in 24 hours.</summary>
    Errors,

    Spend,

    Margin,

    Models,

    Tested,
}
