namespace PeppaApi.Components.Pages.Channels;

/// <summary>What an operator does with one channel of the list.</summary>
public enum ChannelAct
{
    Test,
    Edit,
    Switch,
    FetchModels,
    AskBalance,
    Copy,
    Delete,
}
